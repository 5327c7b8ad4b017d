import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../ui/error-state.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { describeFailure } from '../client/failure.ts';
import { KeyRound } from 'lucide-react';

function Name() {
  const { t } = useTranslation();
  return (
    <VisuallyHidden>
      <h1>{t('name')}</h1>
    </VisuallyHidden>
  );
}

/** The window could not start: what a person can do about it. */
export function BootFailure({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (describeFailure(error).code === 'UNAUTHENTICATED') {
    return (
      <main style={{ height: '100%' }}>
        <Name />
        <EmptyState icon={KeyRound} title={t('boot.unauthenticated')}>
          {t('boot.unauthenticatedDetails')}
        </EmptyState>
      </main>
    );
  }
  return (
    <main style={{ height: '100%' }}>
      <Name />
      <ErrorState error={error} retry={() => location.reload()} />
    </main>
  );
}
