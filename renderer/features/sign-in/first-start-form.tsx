import { Checkbox, Text, TextInput } from '@mantine/core';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { email as emailSchema } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { passwordWeakness } from '#shared/domain/password.ts';
import type { Console } from '../../client/console.ts';
import { DoorForm } from './door-form.tsx';
import { EmailField } from './email-field.tsx';
import { PasswordField } from './password-field.tsx';
import { useAttempt } from './use-attempt.ts';

type Values = { name: string; company_name: string; elsewhere: boolean; email: string; password: string };

const OWN = ['name', 'company_name', 'email', 'password'];

/** The machine's owner says who they are: two fields, and two more for those who want a password. */
export function FirstStartForm({ api, onDone }: { api: Console['api']; onDone: () => void }) {
  const { t } = useTranslation('signIn');
  const { register, handleSubmit, formState, control } = useForm<Values>({
    defaultValues: { name: '', company_name: '', elsewhere: false, email: '', password: '' },
  });
  const attempt = useAttempt(
    ({ name, company_name, elsewhere, email, password }: Values) =>
      api.call(routes.auth.completeSetup, { body: { name, company_name, ...(elsewhere ? { email, password } : {}) } }),
    onDone,
  );
  const typed = useWatch({ control });
  const { errors } = formState;
  const said = (field: keyof Values) => errors[field]?.message ?? attempt.fields[field];
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('firstStart.lead')}
      </Text>
      <DoorForm attempt={attempt} own={OWN} submit={t('firstStart.submit')} onSubmit={(event) => void handleSubmit(attempt.send)(event)}>
        <TextInput
          label={t('field.name')}
          autoComplete="name"
          maxLength={120}
          error={said('name')}
          {...register('name', { validate: (value) => value.trim() !== '' || t('problem.name') })}
        />
        <TextInput
          label={t('field.company')}
          autoComplete="organization"
          maxLength={160}
          error={said('company_name')}
          {...register('company_name', { validate: (value) => value.trim() !== '' || t('problem.company') })}
        />
        <Checkbox label={t('firstStart.elsewhere')} description={t('firstStart.elsewhereHint')} {...register('elsewhere')} />
        {typed.elsewhere && (
          <>
            <EmailField
              error={said('email')}
              {...register('email', { validate: (value) => emailSchema.safeParse(value).success || t('problem.email') })}
            />
            <PasswordField
              personal={[typed.name ?? '', typed.company_name ?? '', typed.email ?? '']}
              typed={typed.password ?? ''}
              error={said('password')}
              {...register('password', {
                validate: (value, { name, company_name, email }) => passwordWeakness(value, [name, company_name, email]) ?? true,
              })}
            />
          </>
        )}
      </DoorForm>
    </>
  );
}
