import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../ui/error-state.tsx';

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
  return (
    <main style={{ height: '100%' }}>
      <Name />
      <ErrorState error={error} retry={() => location.reload()} />
    </main>
  );
}
