import { ActionIcon, Badge, Menu, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Ellipsis, KeyRound, MonitorSmartphone, Search, UserRoundCheck, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountUser } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { type Role, ROLES } from '#shared/domain/identity.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { usePresence } from '../../client/presence.ts';
import { useMe } from '../../client/queries.ts';
import { confirmAction } from '../../ui/confirm-action.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatMoment } from '../../ui/format.ts';
import { Pager } from '../../ui/pager.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PresenceBadge } from '../presence/presence-badge.tsx';
import classes from './admin.module.css';
import { PersonSessions } from './person-sessions.tsx';
import { ResetPassword } from './reset-password.tsx';
import { PEOPLE_KEY } from './use-people.ts';

const PAGE_SIZE = 50;
const TYPING_MS = 180;

function useUpdate() {
  const { t } = useTranslation('admin');
  const { api, queryClient } = useConsole();
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string; role?: Role; is_active?: boolean }) =>
      api.call(routes.people.updateUser, { params: { user_id: id }, body }),
    onSuccess: (person) => notifyDone(t('people.changed', { name: person.name })),
    // A refusal puts the old value back as well.
    onSettled: () => queryClient.invalidateQueries({ queryKey: PEOPLE_KEY }),
  });
}

/** The dialog about one person that is open. */
type Opened = { what: 'password' | 'sessions'; person: AccountUser };

type Update = ReturnType<typeof useUpdate>['mutate'];

/** What else can be done with a person. Only owners do; the others see that. */
function PersonMenu({
  label,
  person,
  owner,
  open,
  update,
}: {
  label: string;
  person: AccountUser;
  owner: boolean;
  open: (what: Opened['what']) => void;
  update: Update;
}) {
  const { t } = useTranslation('admin');
  const switchOff = async () => {
    const sure = await confirmAction({
      title: t('people.offTitle', { name: person.name }),
      text: t('people.offText'),
      confirm: t('people.offConfirm'),
      cancel: t('cancel'),
      danger: true,
    });
    if (sure) update({ id: person.id, is_active: false });
  };
  return (
    <Menu position="bottom-end" shadow="md" width={250}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={30} aria-label={label}>
          <Ellipsis size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!owner && <Menu.Label>{t('people.ownersOnly')}</Menu.Label>}
        <Menu.Item leftSection={<MonitorSmartphone size={16} aria-hidden />} disabled={!owner} onClick={() => open('sessions')}>
          {t('people.sessions')}
        </Menu.Item>
        <Menu.Item leftSection={<KeyRound size={16} aria-hidden />} disabled={!owner || person.email === null} onClick={() => open('password')}>
          {t('people.password')}
        </Menu.Item>
        {person.is_active ? (
          <Menu.Item leftSection={<UserRoundX size={16} aria-hidden />} disabled={!owner} onClick={() => void switchOff()}>
            {t('people.switchOff')}
          </Menu.Item>
        ) : (
          <Menu.Item
            leftSection={<UserRoundCheck size={16} aria-hidden />}
            disabled={!owner}
            onClick={() => update({ id: person.id, is_active: true })}
          >
            {t('people.switchOn')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Row({ person, open }: { person: AccountUser; open: (what: Opened['what']) => void }) {
  const { t } = useTranslation(['admin', 'kit']);
  const { role, user_id } = useMe();
  const presence = usePresence().people.find((one) => one.user_id === person.id);
  const { mutate: update } = useUpdate();
  const owner = role === 'owner';
  return (
    <tr data-off={person.is_active ? undefined : true} className={classes.person}>
      <td>
        <b>{person.name}</b> {person.id === user_id && <span className={classes.dim}>{t('people.you')}</span>}
      </td>
      <td>{person.email ?? <span className={classes.dim}>{t('people.noEmail')}</span>}</td>
      <td>
        {owner ? (
          <Select
            size="xs"
            w={130}
            allowDeselect={false}
            disabled={!person.is_active}
            aria-label={t('people.roleOf', { name: person.name })}
            data={ROLES.map((value) => ({ value, label: t(`kit:role.${value}`) }))}
            value={person.role}
            onChange={(value) => value && update({ id: person.id, role: value })}
          />
        ) : (
          t(`kit:role.${person.role}`)
        )}
      </td>
      <td>
        {person.is_active ? (
          presence && <PresenceBadge state={presence.state} reason={presence.reason} />
        ) : (
          <Badge variant="outline" color="gray" tt="none">
            {t('people.off')}
          </Badge>
        )}
      </td>
      <td className={`${classes.moment} tabular`}>{formatMoment(person.created_at)}</td>
      <td data-end>
        <PersonMenu label={t('people.menu', { name: person.name })} person={person} owner={owner} open={open} update={update} />
      </td>
    </tr>
  );
}

/** Everybody of the organization: who they are, what they may do, whether they are here. */
export function PeoplePanel() {
  const { t } = useTranslation('admin');
  const { api } = useConsole();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS);
  const [page, setPage] = useState(1);
  const [opened, setOpened] = useState<Opened>();
  const query = { q: q || undefined, page, limit: PAGE_SIZE };
  const { data, error, refetch } = useQuery({
    queryKey: [...PEOPLE_KEY, query],
    queryFn: ({ signal }) => api.call(routes.people.users, { query }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  const columns = (['name', 'email', 'role', 'now', 'since'] as const).map((id) => ({ id, label: t(`people.column.${id}`) }));
  return (
    <Panel
      title={t('people.title')}
      lead={t('people.lead')}
      actions={
        <TextInput
          type="search"
          size="xs"
          w={220}
          aria-label={t('people.search')}
          placeholder={t('people.search')}
          leftSection={<Search size={14} aria-hidden />}
          maxLength={200}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setPage(1);
          }}
        />
      }
    >
      {data && (
        <>
          <DataTable
            label={t('people.title')}
            columns={[...columns, { id: 'menu', label: t('people.more'), unseen: true }]}
            empty={data.items.length === 0 ? t('people.nobody', { q }) : undefined}
          >
            {data.items.map((one) => (
              <Row key={one.id} person={one} open={(what) => setOpened({ what, person: one })} />
            ))}
          </DataTable>
          <Pager total={data.total_pages} page={page} change={setPage} />
        </>
      )}
      {opened?.what === 'password' && <ResetPassword person={opened.person} onClose={() => setOpened(undefined)} />}
      {opened?.what === 'sessions' && <PersonSessions person={opened.person} onClose={() => setOpened(undefined)} />}
    </Panel>
  );
}
