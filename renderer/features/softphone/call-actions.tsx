import { ActionIcon, Checkbox, CloseButton, TextInput } from '@mantine/core';
import { CirclePause, CirclePlay, Ear, EarOff, Grid3x3, MessageSquareLock, Mic, MicOff, PhoneOff, SendHorizontal } from 'lucide-react';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '#shared/contract/calls.ts';
import { isConnected } from '#shared/domain/call-state.ts';
import { announce } from '../../app/announcer.tsx';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { useListening } from '../../client/live-hooks.ts';
import { CommandButton } from '../../ui/command-button.tsx';
import { Keypad } from './keypad.tsx';
import classes from './softphone.module.css';
import { useCallAction } from './use-call-action.ts';
import { useTypeAnywhere } from './use-type-anywhere.ts';

function Whisper({ call_id, close }: { call_id: string; close: () => void }) {
  const { t } = useTranslation('softphone');
  const [text, setText] = useState('');
  const [respond, setRespond] = useState(true);
  const field = useRef<HTMLInputElement>(null);
  // It was asked for by a key or a click just now.
  useEffect(() => field.current?.focus(), []);
  const action = useCallAction(call_id);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (!text.trim() || action.isPending) return;
    action.mutate(
      { action: 'whisper', text: text.trim(), respond },
      {
        onSuccess() {
          notifyDone(t('whisper.sent'));
          close();
        },
      },
    );
  };
  return (
    <form className={classes.tray} onSubmit={send}>
      <TextInput
        className={classes.grow}
        label={t('whisper.label')}
        placeholder={t('whisper.placeholder')}
        value={text}
        maxLength={1000}
        onChange={(event) => setText(event.currentTarget.value)}
        ref={field}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
        }}
        rightSection={
          <ActionIcon type="submit" variant="subtle" size={30} aria-label={t('whisper.send')} disabled={!text.trim()}>
            <SendHorizontal size={18} />
          </ActionIcon>
        }
      />
      <Checkbox label={t('whisper.respond')} checked={respond} onChange={(event) => setRespond(event.currentTarget.checked)} />
      <CloseButton aria-label={t('whisper.cancel')} onClick={close} />
    </form>
  );
}

function Tones({ call_id, close }: { call_id: string; close: () => void }) {
  const { t } = useTranslation('softphone');
  const [sent, setSent] = useState('');
  const action = useCallAction(call_id);
  const send = (digit: string) => {
    setSent((before) => (before + digit).slice(-20));
    action.mutate({ action: 'dtmf', digits: digit.toUpperCase() });
  };
  useTypeAnywhere(true, /^[\d*#]$/, send);
  return (
    <div className={classes.tones}>
      <div className={classes.tonesHead}>
        <output className="tabular">{sent ? t('dtmf.sent', { digits: sent }) : t('dtmf.hint')}</output>
        <CloseButton aria-label={t('dtmf.close')} onClick={close} />
      </div>
      <Keypad row onKey={send} />
    </div>
  );
}

type Tray = 'whisper' | 'keypad' | undefined;

/** Everything that can be done to the call on the desk. What cannot be done now stays visible and says why. */
export function CallActions({ call }: { call: Call }) {
  const { t } = useTranslation('softphone');
  const { listening } = useConsole();
  const heard = useListening();
  const [tray, setTray] = useState<Tray>();
  const action = useCallAction(call.call_id);
  const connected = isConnected(call.state);
  const blocked = connected ? undefined : t('action.notConnected');
  const recording = call.recording.state;
  const listens = (heard.status === 'on' || heard.status === 'starting') && heard.call_id === call.call_id;
  const toggleTray = (next: Tray) => setTray((open) => (open === next ? undefined : next));

  return (
    <>
      <div className={classes.actions}>
        <CommandButton
          id="call.end"
          label={t('action.end')}
          icon={PhoneOff}
          variant="filled"
          color="red.9"
          run={() => {
            action.mutate({ action: 'hangup' });
            announce(t('action.end'));
          }}
        />
        <CommandButton
          id="call.listen"
          label={listens ? t('action.stopListening') : t('action.listen')}
          icon={listens ? EarOff : Ear}
          pressed={listens}
          blocked={blocked}
          run={() => void (listens ? listening.stop() : listening.start(call.call_id))}
        />
        <CommandButton
          id="call.mute"
          label={call.ai_muted ? t('action.unmute') : t('action.mute')}
          icon={call.ai_muted ? Mic : MicOff}
          pressed={call.ai_muted}
          blocked={blocked}
          run={() => action.mutate({ action: call.ai_muted ? 'unmute' : 'mute' })}
        />
        <CommandButton
          id="call.whisper"
          label={t('action.whisper')}
          icon={MessageSquareLock}
          pressed={tray === 'whisper'}
          blocked={blocked}
          run={() => toggleTray('whisper')}
        />
        <CommandButton
          id="call.keypad"
          label={t('action.keypad')}
          icon={Grid3x3}
          pressed={tray === 'keypad'}
          blocked={blocked}
          run={() => toggleTray('keypad')}
        />
        <CommandButton
          id="call.recording"
          label={recording === 'paused' ? t('action.resume') : t('action.pause')}
          icon={recording === 'paused' ? CirclePlay : CirclePause}
          pressed={recording === 'paused'}
          blocked={blocked ?? (recording === 'recording' || recording === 'paused' ? undefined : t('action.notRecording'))}
          run={() => action.mutate({ action: recording === 'paused' ? 'resume_recording' : 'pause_recording' })}
        />
      </div>
      {connected && tray === 'whisper' && <Whisper call_id={call.call_id} close={() => setTray(undefined)} />}
      {connected && tray === 'keypad' && <Tones call_id={call.call_id} close={() => setTray(undefined)} />}
      {heard.status === 'failed' && heard.call_id === call.call_id && (
        <p className={classes.warning} role="alert">
          {t('action.listenFailed', { reason: heard.reason })}
        </p>
      )}
    </>
  );
}
