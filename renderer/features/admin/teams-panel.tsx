import { ActionIcon, Button, MultiSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountUser, Team } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { SUPERVISORS } from '#shared/contract/route.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { useMe } from '../../client/queries.ts';
import { confirmAction } from '../../ui/confirm-action.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './admin.module.css';
import { usePeople } from './use-people.ts';

const KEY = ['admin', 'teams'] as const;

type Patch = { id: string; name?: string; member_ids?: string[] };

function useTeamChanges() {
  const { t } = useTranslation('admin');
  const { api, queryClient } = useConsole();
  const refresh = () => queryClient.invalidateQueries({ queryKey: KEY });
  const update = useMutation({
    // One after the other, so that an older list of members never overtakes a newer one.
    scope: { id: 'teams' },
    mutationFn: ({ id, ...body }: Patch) => api.call(routes.people.updateTeam, { params: { team_id: id }, body }),
    onSettled: refresh,
  });
  const create = useMutation({ mutationFn: (name: string) => api.call(routes.people.createTeam, { body: { name } }), onSuccess: refresh });
  const remove = useMutation({
    mutationFn: (team: Team) => api.call(routes.people.removeTeam, { params: { team_id: team.id } }),
    async onSuccess(_, team) {
      await refresh();
      notifyDone(t('teams.removed', { name: team.name }));
    },
  });
  return { update, create, remove };
}

function TeamRow({
  team,
  people,
  may,
  changes,
}: {
  team: Team;
  people: readonly AccountUser[];
  may: boolean;
  changes: ReturnType<typeof useTeamChanges>;
}) {
  const { t } = useTranslation('admin');
  const [name, setName] = useState(team.name);
  const rename = () => {
    if (name.trim() && name.trim() !== team.name) changes.update.mutate({ id: team.id, name: name.trim() });
    else setName(team.name);
  };
  const remove = async () => {
    const sure = await confirmAction({
      title: t('teams.removeTitle', { name: team.name }),
      text: t('teams.removeText'),
      confirm: t('teams.removeConfirm'),
      cancel: t('cancel'),
      danger: true,
    });
    if (sure) changes.remove.mutate(team);
  };
  return (
    <li className={classes.team}>
      <TextInput
        size="xs"
        label={t('teams.name')}
        maxLength={80}
        readOnly={!may}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={rename}
        onKeyDown={(event) => event.key === 'Enter' && rename()}
      />
      <MultiSelect
        size="xs"
        searchable
        label={t('teams.members')}
        placeholder={team.member_ids.length === 0 ? t('teams.nobody') : ''}
        readOnly={!may}
        data={people.map((one) => ({ value: one.id, label: one.name }))}
        value={team.member_ids}
        onChange={(member_ids) => changes.update.mutate({ id: team.id, member_ids })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        mt={24}
        disabled={!may}
        aria-label={t('teams.remove', { name: team.name })}
        onClick={() => void remove()}
      >
        <Trash2 size={16} />
      </ActionIcon>
    </li>
  );
}

/** Teams and who is in them. Changes count at once. */
export function TeamsPanel() {
  const { t } = useTranslation('admin');
  const { api } = useConsole();
  const { role } = useMe();
  const people = usePeople();
  const changes = useTeamChanges();
  const [name, setName] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.call(routes.people.teams, {}, { signal })).items,
    staleTime: 0,
  });
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  const may = SUPERVISORS.includes(role);
  const create = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim()) changes.create.mutate(name.trim(), { onSuccess: () => setName('') });
  };
  return (
    <Panel title={t('teams.title')} lead={may ? t('teams.lead') : t('teams.readOnly')}>
      {may && (
        <form className={classes.line} onSubmit={create}>
          <TextInput
            className={classes.wide}
            label={t('teams.newName')}
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" leftSection={<Plus size={16} aria-hidden />} loading={changes.create.isPending} disabled={!name.trim()}>
            {t('teams.create')}
          </Button>
        </form>
      )}
      {data?.length === 0 && <p className={classes.empty}>{t('teams.empty')}</p>}
      <ul className={classes.teams}>
        {data?.map((team) => (
          <TeamRow key={`${team.id} ${team.name}`} team={team} people={people} may={may} changes={changes} />
        ))}
      </ul>
    </Panel>
  );
}
