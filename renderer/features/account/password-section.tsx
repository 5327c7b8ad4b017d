import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { AccountUser } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { passwordWeakness } from '#shared/domain/password.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import { Panel } from '../../ui/panel.tsx';
import { formatDuration } from '../../ui/format.ts';
import { PasswordField } from '../sign-in/password-field.tsx';
import { useAttempt } from '../sign-in/use-attempt.ts';
import classes from './account.module.css';

type Values = { current: string; next: string };

/** A new password; everywhere else this person is signed out by it. */
export function PasswordSection({ me }: { me: AccountUser }) {
  const { t } = useTranslation('account');
  const { api } = useConsole();
  const queryClient = useQueryClient();
  const { register, handleSubmit, formState, control, reset } = useForm<Values>({ defaultValues: { current: '', next: '' } });
  const attempt = useAttempt(
    ({ current, next }: Values) => api.call(routes.auth.changePassword, { body: { current_password: current, new_password: next } }),
    () => {
      reset();
      notifyDone(t('password.done'));
      void queryClient.invalidateQueries({ queryKey: ['account', 'sessions'] });
    },
  );
  const next = useWatch({ control, name: 'next' });
  const personal = [me.email ?? '', me.name, me.company_name];
  return (
    <Panel title={t('password.title')} lead={t('password.lead')}>
      <form className={classes.form} noValidate onSubmit={(event) => void handleSubmit(attempt.send)(event)}>
        <input type="hidden" name="username" autoComplete="username" value={me.email ?? ''} readOnly />
        <PasswordField
          label={t('password.current')}
          error={formState.errors.current?.message ?? attempt.fields['current_password']}
          {...register('current', { validate: (value) => value !== '' || t('password.currentMissing') })}
        />
        <PasswordField
          label={t('password.next')}
          personal={personal}
          typed={next}
          error={formState.errors.next?.message ?? attempt.fields['new_password']}
          {...register('next', { validate: (value) => passwordWeakness(value, personal) ?? true })}
        />
        {attempt.error !== undefined && Object.keys(attempt.fields).length === 0 && <InlineFailure error={attempt.error} />}
        <div>
          <Button type="submit" loading={attempt.pending} data-disabled={attempt.wait > 0 || undefined} aria-disabled={attempt.wait > 0 || undefined}>
            {attempt.wait > 0 ? t('password.wait', { time: formatDuration(attempt.wait * 1000) }) : t('password.submit')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
