import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiToken, TOKEN_SCOPES, type TokenScope } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { announce } from '../../app/announcer.tsx';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { useMe } from '../../client/queries.ts';
import { confirmAction } from '../../ui/confirm-action.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { DoneNote } from '../../ui/done-note.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatFull, formatMoment } from '../../ui/format.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useSecond } from '../../ui/timer.tsx';
import classes from './api-access.module.css';

const KEY = ['api-tokens'] as const;
const LIFETIMES = ['30', '90', '365', 'never'] as const;

export type MadeToken = ApiToken & { token: string };

function Create({ onMade }: { onMade: (made: MadeToken) => void }) {
  const { t } = useTranslation('apiAccess');
  const { api, queryClient } = useConsole();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly TokenScope[]>(useMe().role === 'viewer' ? ['read'] : ['read', 'calls']);
  const [lifetime, setLifetime] = useState<(typeof LIFETIMES)[number]>('90');
  const create = useMutation({
    meta: { inline: true },
    mutationFn: () =>
      api.call(routes.auth.createToken, {
        body: { name: name.trim(), scopes: [...scopes], ...(lifetime === 'never' ? {} : { expires_in_days: Number(lifetime) }) },
      }),
    onSuccess(made) {
      setName('');
      onMade(made);
      announce(t('made', { name: made.name }));
      void queryClient.invalidateQueries({ queryKey: KEY });
    },
  });
  const blocked = name.trim() === '' ? t('blocked.name') : scopes.length === 0 ? t('blocked.scopes') : undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!blocked) create.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.line}>
        <TextInput
          className={classes.wide}
          label={t('name')}
          placeholder={t('namePlaceholder')}
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          w={170}
          label={t('lifetime.label')}
          allowDeselect={false}
          data={LIFETIMES.map((value) => ({ value, label: t(`lifetime.${value}`) }))}
          value={lifetime}
          onChange={(value) => value && setLifetime(value)}
        />
      </div>
      <Checkbox.Group label={t('scopes')} value={[...scopes]} onChange={(values) => setScopes(TOKEN_SCOPES.filter((one) => values.includes(one)))}>
        <div className={classes.scopes}>
          {TOKEN_SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} label={t(`scope.${scope}.name`)} description={t(`scope.${scope}.detail`)} />
          ))}
        </div>
      </Checkbox.Group>
      {create.error && <InlineFailure error={create.error} />}
      <div className={classes.line}>
        <Button
          type="submit"
          leftSection={<KeyRound size={16} aria-hidden />}
          loading={create.isPending}
          aria-disabled={blocked ? true : undefined}
          data-disabled={blocked ? true : undefined}
        >
          {t('create')}
        </Button>
        {blocked && <span className={classes.hint}>{blocked}</span>}
      </div>
    </form>
  );
}

function Row({ token, now, revoke, revoking }: { token: ApiToken; now: number; revoke: () => void; revoking: boolean }) {
  const { t } = useTranslation('apiAccess');
  const expired = token.expires_at !== null && Date.parse(token.expires_at) <= now;
  return (
    <tr>
      <td>
        <b>{token.name}</b> <code className={classes.last4}>…{token.last4}</code>
      </td>
      <td>{token.scopes.map((scope) => t(`scope.${scope}.name`)).join(', ')}</td>
      <td className="tabular">{formatMoment(token.created_at)}</td>
      <td className="tabular">{token.last_used_at ? formatMoment(token.last_used_at) : t('neverUsed')}</td>
      <td className="tabular" title={token.expires_at ? formatFull(token.expires_at) : undefined}>
        {token.expires_at ? (expired ? t('expired') : formatMoment(token.expires_at)) : t('lifetime.never')}
      </td>
      <td data-end>
        <Button variant="default" size="compact-sm" mih={28} loading={revoking} aria-label={t('revokeOf', { name: token.name })} onClick={revoke}>
          {t('revoke')}
        </Button>
      </td>
    </tr>
  );
}

/** Personal tokens: made, shown once, listed by their last letters, revoked. */
export function TokensPanel({ made, onMade }: { made: MadeToken | undefined; onMade: (made: MadeToken | undefined) => void }) {
  const { t } = useTranslation('apiAccess');
  const { api, queryClient } = useConsole();
  const now = useSecond(false) * 1000;
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.call(routes.auth.tokens, {}, { signal })).items,
    staleTime: 0,
  });
  const revoke = useMutation({
    mutationFn: (token: ApiToken) => api.call(routes.auth.revokeToken, { params: { token_id: token.id } }),
    async onSuccess(_, token) {
      if (made?.id === token.id) onMade(undefined);
      await queryClient.invalidateQueries({ queryKey: KEY });
      notifyDone(t('revoked', { name: token.name }));
    },
  });
  const ask = async (token: ApiToken) => {
    const sure = await confirmAction({
      title: t('revokeTitle', { name: token.name }),
      text: t('revokeText'),
      confirm: t('revokeConfirm'),
      cancel: t('cancel'),
      danger: true,
    });
    if (sure) revoke.mutate(token);
  };
  const columns = (['name', 'scopes', 'made', 'used', 'expires'] as const).map((id) => ({ id, label: t(`column.${id}`) }));
  return (
    <Panel title={t('tokens')} lead={t('tokensLead')}>
      <Create onMade={onMade} />
      {made && (
        <DoneNote icon={KeyRound} title={t('made', { name: made.name })} close={() => onMade(undefined)}>
          <p className={classes.once}>{t('once')}</p>
          <CopyField label={t('token')} value={made.token} />
        </DoneNote>
      )}
      {error && <ErrorState error={error} retry={() => void refetch()} />}
      {data?.length === 0 && <p className={classes.hint}>{t('empty')}</p>}
      {data && data.length > 0 && (
        <DataTable label={t('tokens')} columns={[...columns, { id: 'revoke', label: t('revoke'), unseen: true }]}>
          {data.map((one) => (
            <Row key={one.id} token={one} now={now} revoking={revoke.isPending && revoke.variables.id === one.id} revoke={() => void ask(one)} />
          ))}
        </DataTable>
      )}
    </Panel>
  );
}
