import { PhoneCall } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';

export function CallsPage() {
  const { t } = useTranslation('calls');
  return (
    <>
      <PageHeader title={t('title')} />
      <EmptyState icon={PhoneCall} title={t('title')} />
    </>
  );
}
