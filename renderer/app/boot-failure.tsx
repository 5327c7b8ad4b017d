import { useTranslation } from 'react-i18next';
import { ErrorState } from '../ui/error-state.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { describeFailure } from '../client/failure.ts';
import { KeyRound } from 'lucide-react';

/** The window could not start: what a person can do about it. */
export function BootFailure({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (describeFailure(error).code === 'UNAUTHENTICATED') {
    return (
      <main style={{ height: '100%' }}>
        <EmptyState icon={KeyRound} title={t('boot.unauthenticated')}>
          {t('boot.unauthenticatedDetails')}
        </EmptyState>
      </main>
    );
  }
  return (
    <main style={{ height: '100%' }}>
      <ErrorState error={error} retry={() => location.reload()} />
    </main>
  );
}
