import { Button, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { MailPlus, MailQuestion } from 'lucide-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { email as emailSchema, type Invitation } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { type Role, ROLES } from '#shared/domain/identity.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { describeFailure } from '../../client/failure.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { DoneNote } from '../../ui/done-note.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatMoment } from '../../ui/format.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useSecond } from '../../ui/timer.tsx';
import classes from './admin.module.css';

const KEY = ['admin', 'invitations'] as const;

type InvitationState = 'open' | 'accepted' | 'revoked' | 'expired';

/** How an invitation stands at a moment, in milliseconds. */
export function invitationState(invitation: Pick<Invitation, 'accepted_at' | 'revoked' | 'expires_at'>, now: number): InvitationState {
  if (invitation.accepted_at) return 'accepted';
  if (invitation.revoked) return 'revoked';
  return Date.parse(invitation.expires_at) <= now ? 'expired' : 'open';
}

type Made = Invitation & { code: string };

/** The code is said once; what is copied here is all there is. */
function MadeNote({ made, close }: { made: Made; close: () => void }) {
  const { t } = useTranslation('admin');
  const { host } = useConsole();
  return (
    <DoneNote icon={MailPlus} title={t('invitations.made', { email: made.email })} close={close}>
      <div className={classes.form}>
        <p className={classes.text}>{t('invitations.once')}</p>
        {host.kind === 'hub' && <CopyField label={t('invitations.link')} value={`${location.origin}/#/join/${made.code}`} />}
        <CopyField label={t('invitations.code')} value={made.code} />
      </div>
    </DoneNote>
  );
}

function Invite({ onMade }: { onMade: (made: Made) => void }) {
  const { t } = useTranslation(['admin', 'kit']);
  const { api, queryClient } = useConsole();
  const [role, setRole] = useState<Role>('agent');
  const { register, handleSubmit, formState, reset } = useForm<{ email: string }>({ defaultValues: { email: '' } });
  const mutation = useMutation({
    meta: { inline: true },
    mutationFn: ({ email }: { email: string }) => api.call(routes.people.invite, { body: { email, role } }),
    onSuccess(made) {
      reset();
      onMade(made);
      void queryClient.invalidateQueries({ queryKey: KEY });
    },
  });
  const said = mutation.error ? describeFailure(mutation.error).fields['email'] : undefined;
  return (
    <form className={classes.form} noValidate onSubmit={(event) => void handleSubmit((values) => mutation.mutate(values))(event)}>
      <div className={classes.line}>
        <TextInput
          className={classes.wide}
          type="email"
          label={t('invitations.email')}
          autoComplete="off"
          maxLength={254}
          error={formState.errors.email?.message ?? said}
          {...register('email', { validate: (value) => emailSchema.safeParse(value).success || t('invitations.emailProblem') })}
        />
        <Select
          w={150}
          label={t('invitations.role')}
          allowDeselect={false}
          data={ROLES.map((value) => ({ value, label: t(`kit:role.${value}`) }))}
          value={role}
          onChange={(value) => value && setRole(value)}
        />
        <Button type="submit" loading={mutation.isPending} leftSection={<MailPlus size={16} aria-hidden />}>
          {t('invitations.submit')}
        </Button>
      </div>
      {mutation.error && said === undefined && <InlineFailure error={mutation.error} />}
    </form>
  );
}

/** Who was invited, and the way to invite and to take it back. Nothing is sent by mail: the link is passed on by hand. */
export function InvitationsPanel() {
  const { t } = useTranslation(['admin', 'kit']);
  const { api, queryClient } = useConsole();
  const [made, setMade] = useState<Made>();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.call(routes.people.invitations, {}, { signal })).items,
    staleTime: 0,
  });
  const revoke = useMutation({
    mutationFn: (invitation_id: string) => api.call(routes.people.revokeInvitation, { params: { invitation_id } }),
    async onSuccess(_, id) {
      if (made?.id === id) setMade(undefined);
      await queryClient.invalidateQueries({ queryKey: KEY });
      notifyDone(t('invitations.revoked'));
    },
  });
  const now = useSecond(false) * 1000;
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  const columns = (['email', 'role', 'state', 'sent', 'expires'] as const).map((id) => ({ id, label: t(`invitations.column.${id}`) }));
  return (
    <Panel title={t('invitations.title')} lead={t('invitations.lead')}>
      <Invite onMade={setMade} />
      {made && <MadeNote made={made} close={() => setMade(undefined)} />}
      {data && data.length === 0 && !made && (
        <p className={classes.empty}>
          <MailQuestion size={18} aria-hidden /> {t('invitations.empty')}
        </p>
      )}
      {data && data.length > 0 && (
        <DataTable label={t('invitations.title')} columns={[...columns, { id: 'revoke', label: t('invitations.revoke'), unseen: true }]}>
          {data.map((one) => {
            const state = invitationState(one, now);
            return (
              <tr key={one.id}>
                <td>{one.email}</td>
                <td>{t(`kit:role.${one.role}`)}</td>
                <td>{t(`invitations.state.${state}`)}</td>
                <td className="tabular">{formatMoment(one.created_at)}</td>
                <td className="tabular">{formatMoment(one.expires_at)}</td>
                <td data-end>
                  {state === 'open' && (
                    <Button
                      variant="default"
                      size="compact-sm"
                      mih={28}
                      loading={revoke.isPending && revoke.variables === one.id}
                      aria-label={t('invitations.revokeOf', { email: one.email })}
                      onClick={() => revoke.mutate(one.id)}
                    >
                      {t('invitations.revoke')}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </DataTable>
      )}
    </Panel>
  );
}
