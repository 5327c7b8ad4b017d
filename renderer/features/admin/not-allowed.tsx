import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Role } from '#shared/domain/identity.ts';
import { useMe } from '../../client/queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

/** A part of the administration that this person may not see: why, and whom to ask. */
export function NotAllowed({ allowed }: { allowed: readonly Role[] }) {
  const { t } = useTranslation(['admin', 'kit']);
  const { role } = useMe();
  const names = allowed.map((one) => t(`kit:role.${one}`)).join(', ');
  return (
    <EmptyState icon={Lock} title={t('locked.title')}>
      {t('locked.text', { role: t(`kit:role.${role}`), allowed: names })}
    </EmptyState>
  );
}
