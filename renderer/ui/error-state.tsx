import { Button, Text, Title } from '@mantine/core';
import { RotateCw, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { describeFailure } from '../client/failure.ts';
import { CopyableCode } from './copyable-code.tsx';
import classes from './states.module.css';

type ErrorStateProps = {
  error: unknown;
  retry?: () => void;
  /** Level of the heading: 1 where this is the whole page. */
  level?: 1 | 2;
};

/** What failed, what is safe and what to do, and a code to pass on. */
export function ErrorState({ error, retry, level = 2 }: ErrorStateProps) {
  const { t } = useTranslation('kit');
  const failure = describeFailure(error);
  return (
    <div className={classes.state} role="alert">
      <TriangleAlert size={28} aria-hidden className={classes.trouble} />
      <Title order={level} size="h2">
        {failure.message}
      </Title>
      {failure.details && (
        <Text c="dimmed" size="sm" className={classes.text}>
          {failure.details}
        </Text>
      )}
      <CopyableCode code={failure.code} requestId={failure.requestId} />
      {retry && (
        <Button variant="default" leftSection={<RotateCw size={16} aria-hidden />} onClick={retry}>
          {t('retry')}
        </Button>
      )}
    </div>
  );
}
