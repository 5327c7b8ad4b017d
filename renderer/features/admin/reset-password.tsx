import { Button, Modal, Text } from '@mantine/core';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { AccountUser } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { passwordWeakness } from '#shared/domain/password.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import { PasswordField } from '../sign-in/password-field.tsx';
import { useAttempt } from '../sign-in/use-attempt.ts';
import classes from './admin.module.css';

/** A new password for somebody who forgot theirs; it ends their sessions. */
export function ResetPassword({ person, onClose }: { person: AccountUser; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const { api } = useConsole();
  const personal = [person.email ?? '', person.name, person.company_name];
  const { register, handleSubmit, formState, control } = useForm<{ next: string }>({ defaultValues: { next: '' } });
  const typed = useWatch({ control, name: 'next' });
  const attempt = useAttempt(
    ({ next }: { next: string }) => api.call(routes.people.resetPassword, { params: { user_id: person.id }, body: { new_password: next } }),
    () => {
      notifyDone(t('people.passwordDone', { name: person.name }));
      onClose();
    },
  );
  return (
    <Modal opened onClose={onClose} title={t('people.passwordTitle', { name: person.name })} closeButtonProps={{ 'aria-label': t('close') }}>
      <form className={classes.form} noValidate onSubmit={(event) => void handleSubmit(attempt.send)(event)}>
        <Text size="sm">{t('people.passwordText')}</Text>
        <PasswordField
          data-autofocus
          personal={personal}
          typed={typed}
          error={formState.errors.next?.message ?? attempt.fields['new_password']}
          {...register('next', { validate: (value) => passwordWeakness(value, personal) ?? true })}
        />
        {attempt.error !== undefined && Object.keys(attempt.fields).length === 0 && <InlineFailure error={attempt.error} />}
        <Button type="submit" loading={attempt.pending}>
          {t('people.passwordSubmit')}
        </Button>
      </form>
    </Modal>
  );
}
