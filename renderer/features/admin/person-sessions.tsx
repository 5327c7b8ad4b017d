import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AccountUser } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';
import { SessionsTable } from '../account/sessions-table.tsx';

/** Where one person is signed in, for the owner who ends what should not be. */
export function PersonSessions({ person, onClose }: { person: AccountUser; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const { api } = useConsole();
  const title = t('people.sessionsTitle', { name: person.name });
  return (
    <Modal opened onClose={onClose} size={820} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <SessionsTable
        label={title}
        queryKey={['admin', 'sessions', person.id]}
        load={async (signal) => (await api.call(routes.people.userSessions, { params: { user_id: person.id } }, { signal })).items}
        end={(user_session_id) => api.call(routes.people.endUserSession, { params: { user_id: person.id, user_session_id } })}
      />
    </Modal>
  );
}
