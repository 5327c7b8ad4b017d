import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { type AccountUser, email as emailSchema } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { passwordWeakness } from '#shared/domain/password.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmailField } from '../sign-in/email-field.tsx';
import { PasswordField } from '../sign-in/password-field.tsx';
import { useAttempt } from '../sign-in/use-attempt.ts';
import classes from './account.module.css';

type Values = { email: string; password: string };

/** For the owner of this machine, who began without: an e-mail address and a password, to sign in elsewhere or to sign out here. */
export function SetPassword({ me }: { me: AccountUser }) {
  const { t } = useTranslation(['account', 'signIn']);
  const { api } = useConsole();
  const queryClient = useQueryClient();
  const { register, handleSubmit, formState, control } = useForm<Values>({ defaultValues: { email: '', password: '' } });
  const attempt = useAttempt(
    (values: Values) => api.call(routes.auth.completeSetup, { body: { name: me.name, company_name: me.company_name, ...values } }),
    () => {
      notifyDone(t('password.setDone'));
      void queryClient.invalidateQueries({ queryKey: ['account', 'me'] });
    },
  );
  const typed = useWatch({ control });
  const said = (field: keyof Values) => formState.errors[field]?.message ?? attempt.fields[field];
  return (
    <Panel title={t('password.title')} lead={t('password.none')}>
      <form className={classes.form} noValidate onSubmit={(event) => void handleSubmit(attempt.send)(event)}>
        <EmailField
          error={said('email')}
          {...register('email', { validate: (value) => emailSchema.safeParse(value).success || t('signIn:problem.email') })}
        />
        <PasswordField
          personal={[typed.email ?? '', me.name, me.company_name]}
          typed={typed.password ?? ''}
          error={said('password')}
          {...register('password', { validate: (value, { email }) => passwordWeakness(value, [email, me.name, me.company_name]) ?? true })}
        />
        {attempt.error !== undefined && Object.keys(attempt.fields).length === 0 && <InlineFailure error={attempt.error} />}
        <div>
          <Button type="submit" loading={attempt.pending}>
            {t('password.set')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
