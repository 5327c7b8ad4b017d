import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatFull } from '../../ui/format.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useSignOut } from '../sign-in/use-sign-out.ts';
import classes from './account.module.css';
import { PasswordSection } from './password-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { SetPassword } from './set-password.tsx';

/** Who one is here, the password, and where one is signed in. */
function AccountSections() {
  const { t } = useTranslation(['account', 'kit']);
  const { api } = useConsole();
  const { mutate: signOut, isPending } = useSignOut();
  const {
    data: me,
    error,
    refetch,
  } = useQuery({ queryKey: ['account', 'me'], queryFn: ({ signal }) => api.call(routes.auth.me, {}, { signal }), staleTime: 0 });
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!me) return null;
  return (
    <>
      <Panel
        title={me.name}
        actions={
          <Button
            variant="default"
            size="compact-md"
            mih={32}
            leftSection={<LogOut size={16} aria-hidden />}
            loading={isPending}
            onClick={() => signOut()}
          >
            {t('signOut.button')}
          </Button>
        }
      >
        <dl className={classes.facts}>
          <dt>{t('me.email')}</dt>
          <dd>{me.email ?? t('me.noEmail')}</dd>
          <dt>{t('me.company')}</dt>
          <dd>{me.company_name}</dd>
          <dt>{t('me.role')}</dt>
          <dd>{t(`kit:role.${me.role}`)}</dd>
          <dt>{t('me.since')}</dt>
          <dd className="tabular">{formatFull(me.created_at)}</dd>
        </dl>
      </Panel>
      {me.email === null ? <SetPassword me={me} /> : <PasswordSection me={me} />}
      <SessionsSection />
    </>
  );
}

export function AccountPage() {
  const { t } = useTranslation('account');
  return (
    <>
      <PageHeader title={t('title')} />
      <div className={classes.sections}>
        <AccountSections />
      </div>
    </>
  );
}
