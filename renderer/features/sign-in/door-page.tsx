import { Paper, Title } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { createClient } from '#shared/contract/client.ts';
import { createQueryClient } from '../../app/boot.ts';
import { Mark } from '../../app/shell/mark.tsx';
import type { Console } from '../../client/console.ts';
import type { Transport } from '../../client/transport.ts';
import { useDoorView } from './door-view.ts';
import type { Door } from './find-door.ts';
import { FirstStartForm } from './first-start-form.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { SignUpForm } from './sign-up-form.tsx';
import classes from './sign-in.module.css';

type DoorProps = { api: Console['api']; hub: boolean; onDone: () => void };

function SignIn({ api, hub, onDone }: DoorProps) {
  const view = useDoorView();
  switch (view.name) {
    case 'sign_in':
      return <SignInForm api={api} hub={hub} onDone={onDone} />;
    case 'sign_up':
      return <SignUpForm key="sign-up" api={api} onDone={onDone} />;
    case 'join':
      return <SignUpForm key={`join ${view.code}`} api={api} invitation={view.code} onDone={onDone} />;
  }
}

function useTitle(door: Exclude<Door, 'open'>): string {
  const { t } = useTranslation('signIn');
  const { name } = useDoorView();
  const title =
    door === 'first_start' ? t('firstStart.title') : t(({ sign_in: 'signIn.title', sign_up: 'signUp.title', join: 'join.title' } as const)[name]);
  useEffect(() => {
    document.title = t('document', { title });
  }, [t, title]);
  return title;
}

/** The one page before the console: who somebody is. */
export function DoorPage({ door, transport, onDone }: { door: Exclude<Door, 'open'>; transport: Transport; onDone: () => void }) {
  const { t } = useTranslation('signIn');
  const title = useTitle(door);
  const api = useMemo(() => createClient(transport.fetch), [transport]);
  const queryClient = useMemo(() => createQueryClient(), []);
  return (
    <QueryClientProvider client={queryClient}>
      <main className={classes.page}>
        <div className={classes.column}>
          <p className={classes.brand}>
            <Mark />
            {t('brand')}
          </p>
          <Paper withBorder radius="md" p="xl" className={classes.card}>
            <Title order={1}>{title}</Title>
            {door === 'first_start' ? (
              <FirstStartForm api={api} onDone={onDone} />
            ) : (
              <SignIn api={api} hub={transport.host.kind === 'hub'} onDone={onDone} />
            )}
          </Paper>
        </div>
      </main>
    </QueryClientProvider>
  );
}
