import { LayoutGrid } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';

export function WallPage() {
  const { t } = useTranslation('wall');
  return (
    <>
      <PageHeader title={t('title')} />
      <EmptyState icon={LayoutGrid} title={t('title')} />
    </>
  );
}
