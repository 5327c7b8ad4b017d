import { Alert, Button, Text } from '@mantine/core';
import { Hourglass } from 'lucide-react';
import { type ReactNode, type SubmitEventHandler, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { describeFailure } from '../../client/failure.ts';
import { CopyableCode } from '../../ui/copyable-code.tsx';
import { formatDuration } from '../../ui/format.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import { type Attempt, retryAfter } from './use-attempt.ts';
import classes from './sign-in.module.css';

/** A refusal that time alone lifts: how long it takes still, and nothing once it is over. */
function Waiting({ error, wait }: { error: unknown; wait: number }) {
  const { t } = useTranslation('signIn');
  const { code, requestId } = describeFailure(error);
  if (wait === 0) return null;
  return (
    <Alert
      variant="outline"
      color="gray"
      icon={<Hourglass size={18} color="var(--tl-wrap)" />}
      title={<span className={classes.attention}>{code === 'LOCKED_OUT' ? t('locked') : t('tooMany')}</span>}
    >
      <Text size="sm">
        {t('waiting')} <span className="tabular">{formatDuration(wait * 1000)}</span>
      </Text>
      <CopyableCode code={code} requestId={requestId} />
    </Alert>
  );
}

type DoorFormProps = {
  onSubmit: SubmitEventHandler<HTMLFormElement>;
  attempt: Pick<Attempt<never>, 'pending' | 'error' | 'fields' | 'wait'>;
  submit: string;
  /** Names of the fields that say their own failures. */
  own: readonly string[];
  children: ReactNode;
};

/** Fields, what failed, and one button that says how long it is closed. */
export function DoorForm({ onSubmit, attempt, submit, own, children }: DoorFormProps) {
  const { t } = useTranslation('signIn');
  const form = useRef<HTMLFormElement>(null);
  // The form is what the page is for: one types at once.
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input:not([type=hidden])')?.focus(), []);
  const { error, fields, wait, pending } = attempt;
  const saidAtFields = Object.keys(fields).some((name) => own.includes(name));
  return (
    <form ref={form} className={classes.form} onSubmit={onSubmit} noValidate>
      {children}
      {retryAfter(error) > 0 ? <Waiting error={error} wait={wait} /> : error !== undefined && !saidAtFields && <InlineFailure error={error} />}
      <Button type="submit" fullWidth loading={pending} aria-disabled={wait > 0 || undefined} data-disabled={wait > 0 || undefined}>
        {wait > 0 ? t('wait', { time: formatDuration(wait * 1000) }) : submit}
      </Button>
    </form>
  );
}
