import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Bot, Ear, EarOff, type LucideIcon, MessageSquareLock, Mic, MicOff, PhoneOff } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '#shared/contract/calls.ts';
import { isConnected, isTerminal } from '#shared/domain/call-state.ts';
import { formatPhone } from '#shared/domain/phone.ts';
import type { CommandId } from '../../app/shortcuts/commands.ts';
import { useKeys } from '../../app/shortcuts/shortcut-context.tsx';
import { useFollowing, useKnownCall } from '../../client/live-hooks.ts';
import { usePersonas } from '../../client/queries.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Timer } from '../../ui/timer.tsx';
import type { LiveActions } from '../call-detail/live-actions.ts';
import { useNotForRole } from '../call-detail/use-live-actions.ts';
import { WhisperForm } from '../call-detail/whisper-form.tsx';
import classes from './tile.module.css';
import { Listeners, Meters, Risk, Tail, TurnLine } from './tile-parts.tsx';
import { tileId } from './use-selection.ts';

const Head = memo(function Head({ call, selected }: { call: Call; selected: boolean }) {
  const { t } = useTranslation('wall');
  const persona = usePersonas().find((one) => one.id === call.persona);
  const over = isTerminal(call.state);
  return (
    <div className={classes.head}>
      <Tooltip label={t('tile.ai')}>
        <span className={classes.mark}>
          <Bot size={18} role="img" aria-label={t('tile.ai')} />
        </span>
      </Tooltip>
      <div className={classes.who}>
        <Link
          id={tileId(call.call_id)}
          to="/calls/$callId"
          params={{ callId: call.call_id }}
          className={`${classes.number} tabular`}
          tabIndex={selected ? 0 : -1}
        >
          {formatPhone(call.to)}
        </Link>
        <span className={classes.scenario}>{[call.scenario_name, persona?.name].filter(Boolean).join(' · ')}</span>
      </div>
      <div className={classes.state}>
        <StateBadge state={call.state} />
        <Timer from={call.answered_at ?? call.created_at} to={over ? (call.ended_at ?? call.created_at) : null} />
      </div>
    </div>
  );
});

type ActionProps = { id: CommandId; icon: LucideIcon; label: string; pressed?: boolean; blocked: string | undefined; run: () => void };

function Action({ id, icon: Icon, label, pressed, blocked, run }: ActionProps) {
  const { aria } = useKeys(id);
  return (
    <Tooltip
      label={
        <>
          {blocked ?? label} <KeyHint id={id} />
        </>
      }
    >
      <button
        type="button"
        className={classes.action}
        aria-pressed={pressed}
        aria-keyshortcuts={aria}
        aria-disabled={blocked ? true : undefined}
        aria-label={blocked && `${label}: ${blocked}`}
        onClick={() => {
          if (!blocked) run();
        }}
      >
        <Icon size={15} aria-hidden />
        {label}
      </button>
    </Tooltip>
  );
}

type ActionsProps = { call_id: string; connected: boolean; muted: boolean; listens: boolean; whispering: boolean; actions: LiveActions };

const Actions = memo(function Actions({ call_id, connected, muted, listens, whispering, actions }: ActionsProps) {
  const { t } = useTranslation('wall');
  const notForRole = useNotForRole();
  const blocked = notForRole ?? (connected ? undefined : t('tile.notConnected'));
  return (
    <div className={classes.actions}>
      <Action
        id="call.listen"
        icon={listens ? EarOff : Ear}
        label={t(listens ? 'tile.stop' : 'tile.listen')}
        pressed={listens}
        blocked={blocked}
        run={() => actions.listen(call_id)}
      />
      <Action
        id="call.whisper"
        icon={MessageSquareLock}
        label={t('tile.whisper')}
        pressed={whispering}
        blocked={blocked}
        run={() => actions.whisper(call_id)}
      />
      <Action
        id="call.mute"
        icon={muted ? Mic : MicOff}
        label={t(muted ? 'tile.unmute' : 'tile.mute')}
        pressed={muted}
        blocked={blocked}
        run={() => actions.mute(call_id)}
      />
      <Action id="call.end" icon={PhoneOff} label={t('tile.end')} blocked={notForRole} run={() => actions.end(call_id)} />
    </div>
  );
});

export type TileProps = {
  call_id: string;
  selected: boolean;
  listen: 'off' | 'starting' | 'on';
  whispering: boolean;
  actions: LiveActions;
};

/** Renders again for each news of its own call. */
function LiveTile({ call_id, selected, listen, whispering, actions }: TileProps) {
  const { t } = useTranslation('wall');
  const known = useKnownCall(call_id);
  const call = known?.call;
  if (!known || !call) return null;
  const over = isTerminal(call.state);
  const connected = isConnected(call.state);
  return (
    <li
      className={classes.tile}
      data-call={call_id}
      data-selected={selected || undefined}
      data-risk={(!over && call.risk.score > 0) || undefined}
      data-over={over || undefined}
      data-listening={listen === 'on' || undefined}
    >
      <Head call={call} selected={selected} />
      {over ? (
        <p className={classes.reason}>{call.reason}</p>
      ) : (
        <>
          <Meters call_id={call_id} />
          <TurnLine known={known} call={call} />
        </>
      )}
      <Tail utterances={known.utterances} empty={t(connected ? 'tile.noWords' : over ? 'tile.nothingSaid' : 'tile.waiting')} />
      {!over && <Risk reasons={call.risk.reasons} />}
      {!over && <Listeners monitors={known.monitors} listen={listen} />}
      {whispering && connected && <WhisperForm call_id={call_id} close={actions.stopWhispering} />}
      {!over && (
        <Actions call_id={call_id} connected={connected} muted={call.ai_muted} listens={listen !== 'off'} whispering={whispering} actions={actions} />
      )}
    </li>
  );
}

/** One call on the wall. News of other calls render nothing of it. */
export const Tile = memo(function Tile(props: TileProps) {
  useFollowing(props.call_id);
  return <LiveTile {...props} />;
});
