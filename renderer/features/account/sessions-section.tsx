import { useTranslation } from 'react-i18next';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';
import { Panel } from '../../ui/panel.tsx';
import { SessionsTable } from './sessions-table.tsx';

const KEY = ['account', 'sessions'] as const;

/** Where this person is signed in. */
export function SessionsSection() {
  const { t } = useTranslation('account');
  const { api } = useConsole();
  return (
    <Panel title={t('sessions.title')} lead={t('sessions.lead')}>
      <SessionsTable
        label={t('sessions.title')}
        queryKey={KEY}
        load={async (signal) => (await api.call(routes.auth.sessions, {}, { signal })).items}
        end={(session_id) => api.call(routes.auth.revokeSession, { params: { session_id } })}
      />
    </Panel>
  );
}
