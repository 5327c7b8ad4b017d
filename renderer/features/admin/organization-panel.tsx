import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Organization } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { useMe } from '../../client/queries.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './admin.module.css';

const KEY = ['admin', 'organization'] as const;

function Rename({ organization }: { organization: Organization }) {
  const { t } = useTranslation('admin');
  const { api, queryClient } = useConsole();
  const { role } = useMe();
  const [name, setName] = useState(organization.name);
  const { mutate, isPending } = useMutation({
    mutationFn: () => api.call(routes.people.renameOrganization, { params: { org_id: organization.id }, body: { name: name.trim() } }),
    onSuccess(renamed) {
      queryClient.setQueryData(KEY, renamed);
      notifyDone(t('organization.renamed', { name: renamed.name }));
    },
  });
  const owner = role === 'owner';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className={classes.line} onSubmit={submit}>
      <TextInput
        className={classes.wide}
        label={t('organization.name')}
        description={owner ? undefined : t('people.ownersOnly')}
        maxLength={160}
        readOnly={!owner}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {owner && (
        <Button type="submit" variant="default" loading={isPending} disabled={name.trim() === '' || name.trim() === organization.name}>
          {t('organization.rename')}
        </Button>
      )}
    </form>
  );
}

/** What the organization is called. */
export function OrganizationPanel() {
  const { t } = useTranslation('admin');
  const { api } = useConsole();
  const { org_id } = useMe();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.call(routes.people.organization, { params: { org_id } }, { signal }),
    staleTime: 0,
  });
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return null;
  return (
    <Panel title={t('organization.title')} lead={t('organization.members', { count: data.member_count })}>
      <Rename key={data.name} organization={data} />
    </Panel>
  );
}
