import { Anchor, Text, TextInput } from '@mantine/core';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { email as emailSchema } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { passwordWeakness } from '#shared/domain/password.ts';
import type { Console } from '../../client/console.ts';
import { DoorForm } from './door-form.tsx';
import { EmailField } from './email-field.tsx';
import { PasswordField } from './password-field.tsx';
import classes from './sign-in.module.css';
import { useAttempt } from './use-attempt.ts';

type Values = { name: string; company_name: string; email: string; password: string; invitation: string };

const OWN = ['name', 'company_name', 'email', 'password', 'invitation'];

/** A new account: the owner of a new organization, or, with an invitation, a member of the one that sent it. */
export function SignUpForm({ api, invitation, onDone }: { api: Console['api']; invitation?: string; onDone: () => void }) {
  const { t } = useTranslation('signIn');
  const joins = invitation !== undefined;
  const { register, handleSubmit, formState, control } = useForm<Values>({
    defaultValues: { name: '', company_name: '', email: '', password: '', invitation: invitation ?? '' },
  });
  const attempt = useAttempt(
    ({ name, email, password, ...rest }: Values) =>
      api.call(routes.auth.register, {
        body: { name, email, password, ...(joins ? { invitation: rest.invitation.trim() } : { company_name: rest.company_name }) },
      }),
    onDone,
  );
  const typed = useWatch({ control });
  const personal = [typed.name ?? '', typed.company_name ?? '', typed.email ?? ''];
  const { errors } = formState;
  const said = (field: keyof Values) => errors[field]?.message ?? attempt.fields[field];
  const required = (field: 'name' | 'company' | 'code') => ({ validate: (value: string) => value.trim() !== '' || t(`problem.${field}`) });
  return (
    <>
      <Text size="sm" c="dimmed">
        {joins ? t('join.lead') : t('signUp.lead')}
      </Text>
      <DoorForm
        attempt={attempt}
        own={OWN}
        submit={joins ? t('join.submit') : t('signUp.submit')}
        onSubmit={(event) => void handleSubmit(attempt.send)(event)}
      >
        {joins && invitation === '' && (
          <TextInput
            label={t('join.code')}
            description={t('join.codeHint')}
            autoComplete="off"
            maxLength={200}
            error={said('invitation')}
            {...register('invitation', required('code'))}
          />
        )}
        <TextInput label={t('field.name')} autoComplete="name" maxLength={120} error={said('name')} {...register('name', required('name'))} />
        {!joins && (
          <TextInput
            label={t('field.company')}
            autoComplete="organization"
            maxLength={160}
            error={said('company_name')}
            {...register('company_name', required('company'))}
          />
        )}
        <EmailField
          error={said('email')}
          {...register('email', { validate: (value) => emailSchema.safeParse(value).success || t('problem.email') })}
        />
        <PasswordField
          personal={personal}
          typed={typed.password ?? ''}
          error={said('password')}
          {...register('password', {
            validate: (value, { name, company_name, email }) => passwordWeakness(value, [name, company_name, email]) ?? true,
          })}
        />
      </DoorForm>
      <div className={classes.others}>
        <Anchor href="#/" underline="always">
          {t('toSignIn')}
        </Anchor>
      </div>
    </>
  );
}
