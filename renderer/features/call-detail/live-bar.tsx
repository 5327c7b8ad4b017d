import { VisuallyHidden } from '@mantine/core';
import { Ear, EarOff, MessageSquareLock, Mic, MicOff, PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Call } from '#shared/contract/calls.ts';
import { isConnected } from '#shared/domain/call-state.ts';
import type { Monitor } from '../../client/call-fold.ts';
import { useListening } from '../../client/live-hooks.ts';
import { CommandButton } from '../../ui/command-button.tsx';
import { LevelMeter } from '../../ui/level-meter.tsx';
import { TurnBadge } from '../../ui/turn-badge.tsx';
import classes from './call-detail.module.css';
import { useLiveActions, useNotForRole } from './use-live-actions.ts';
import { WhisperForm } from './whisper-form.tsx';

/** A call that goes on: its levels, whose turn it is, who listens, and every way to step in. */
export function LiveBar({ call, monitors }: { call: Call; monitors: readonly Monitor[] }) {
  const { t } = useTranslation(['callDetail', 'kit']);
  const { actions, whispering } = useLiveActions();
  const heard = useListening();
  const { call_id } = call;
  const listens = (heard.status === 'on' || heard.status === 'starting') && heard.call_id === call_id;
  const connected = isConnected(call.state);
  const notForRole = useNotForRole();
  const blocked = notForRole ?? (connected ? undefined : t('action.notConnected'));
  return (
    <section className={classes.live} aria-label={t(`kit:state.${call.state}`)}>
      <VisuallyHidden>
        <h2>{t('live')}</h2>
      </VisuallyHidden>
      <div className={classes.meters}>
        <span>{t('player.customer')}</span>
        <LevelMeter call_id={call_id} side="customer" tone="human" label={t('kit:meter.customer')} />
        <span>{t('player.agent')}</span>
        <LevelMeter call_id={call_id} side="agent" tone="ai" label={t('kit:meter.agent')} />
      </div>
      <div className={classes.actions}>
        <CommandButton
          id="call.listen"
          label={t(listens ? 'action.stop' : 'action.listen')}
          icon={listens ? EarOff : Ear}
          pressed={listens}
          blocked={blocked}
          run={() => actions.listen(call_id)}
        />
        <CommandButton
          id="call.whisper"
          label={t('action.whisper')}
          icon={MessageSquareLock}
          pressed={whispering === call_id}
          blocked={blocked}
          run={() => actions.whisper(call_id)}
        />
        <CommandButton
          id="call.mute"
          label={t(call.ai_muted ? 'action.unmute' : 'action.mute')}
          icon={call.ai_muted ? Mic : MicOff}
          pressed={call.ai_muted}
          blocked={blocked}
          run={() => actions.mute(call_id)}
        />
        <CommandButton
          id="call.end"
          label={t('action.end')}
          icon={PhoneOff}
          variant="filled"
          color="red.9"
          blocked={notForRole}
          run={() => actions.end(call_id)}
        />
        <TurnBadge call={call} />
        {monitors.length > 0 && <span className={classes.sub}>{t('listeners', { names: monitors.map((one) => one.name).join(', ') })}</span>}
      </div>
      {whispering === call_id && connected && <WhisperForm call_id={call_id} close={actions.stopWhispering} />}
      {heard.status === 'failed' && heard.call_id === call_id && (
        <p className={classes.failure} role="alert">
          {t('action.listenFailed', { reason: heard.reason })}
        </p>
      )}
    </section>
  );
}
