import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { LogOut, MailOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../client/queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useSignOut } from './use-sign-out.ts';

/** Somebody who is signed in follows an invitation. */
export function JoinPage() {
  const { t } = useTranslation('signIn');
  const { name } = useMe();
  const { mutate: signOut, isPending } = useSignOut();
  return (
    <EmptyState
      icon={MailOpen}
      title={t('join.already', { name })}
      action={
        <Group>
          <Button variant="default" component={Link} to="/softphone">
            {t('join.stay')}
          </Button>
          <Button leftSection={<LogOut size={16} aria-hidden />} loading={isPending} onClick={() => signOut()}>
            {t('join.signOut')}
          </Button>
        </Group>
      }
    >
      {t('join.alreadyText')}
    </EmptyState>
  );
}
