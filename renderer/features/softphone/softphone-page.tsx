import { Headset } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';

export function SoftphonePage() {
  const { t } = useTranslation('softphone');
  return <EmptyState icon={Headset} title={t('title')} />;
}
