import { Anchor, Text, TextInput } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { routes } from '#shared/contract/index.ts';
import type { Console } from '../../client/console.ts';
import { DoorForm } from './door-form.tsx';
import { PasswordField } from './password-field.tsx';
import classes from './sign-in.module.css';
import { useAttempt } from './use-attempt.ts';

type Values = { email: string; password: string };

export function SignInForm({ api, hub, onDone }: { api: Console['api']; hub: boolean; onDone: () => void }) {
  const { t } = useTranslation('signIn');
  const attempt = useAttempt((values: Values) => api.call(routes.auth.login, { body: values }), onDone);
  const { register, handleSubmit, formState } = useForm<Values>({ defaultValues: { email: '', password: '' } });
  const { errors } = formState;
  return (
    <>
      <DoorForm
        attempt={attempt}
        submit={t('signIn.submit')}
        own={['email', 'password']}
        onSubmit={(event) => void handleSubmit(attempt.send)(event)}
      >
        <TextInput
          type="email"
          autoComplete="username"
          label={t('field.email')}
          error={errors.email?.message ?? attempt.fields['email']}
          {...register('email', { validate: (value) => value.trim() !== '' || t('problem.email') })}
        />
        <PasswordField
          error={errors.password?.message ?? attempt.fields['password']}
          {...register('password', { validate: (value) => value !== '' || t('problem.password') })}
        />
      </DoorForm>
      <div className={classes.others}>
        <Anchor href="#/sign-up" underline="always">
          {t('signIn.toSignUp')}
        </Anchor>
        <Anchor href="#/join" underline="always">
          {t('signIn.toJoin')}
        </Anchor>
      </div>
      <Text size="xs" c="dimmed">
        {t('signIn.forgotten')} {hub && t('signIn.machine')}
      </Text>
    </>
  );
}
