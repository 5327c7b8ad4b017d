import { Button } from '@mantine/core';
import { Volume2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './settings.module.css';

/** Three rising notes, in hertz. */
const NOTES = [523.25, 659.25, 783.99] as const;
const NOTE_SECONDS = 0.22;
const LOUDEST = 0.5;

/** Chromium's way to choose the output; the DOM types do not know it yet. */
type SwitchableContext = AudioContext & { setSinkId(deviceId: string): Promise<void> };

/** Plays the notes; resolves when they are over. @param volume 0 … 1 */
function playNotes(context: SwitchableContext, volume: number): Promise<void> {
  const gain = new GainNode(context, { gain: LOUDEST * volume });
  gain.connect(context.destination);
  return new Promise((resolve) => {
    for (const [index, frequency] of NOTES.entries()) {
      const note = new OscillatorNode(context, { frequency });
      const shape = new GainNode(context, { gain: 0 });
      const from = context.currentTime + index * NOTE_SECONDS;
      shape.gain.setTargetAtTime(1, from, 0.01);
      shape.gain.setTargetAtTime(0, from + NOTE_SECONDS * 0.7, 0.03);
      note.connect(shape).connect(gain);
      note.start(from);
      note.stop(from + NOTE_SECONDS * 1.5);
      if (index === NOTES.length - 1) note.onended = () => resolve();
    }
  });
}

/** A few notes on the chosen speaker, as loud as calls are heard. */
export function SpeakerTest({ device_id, volume }: { device_id: string; volume: number }) {
  const { t } = useTranslation('settings');
  const [state, setState] = useState<{ status: 'off' | 'on' } | { status: 'failed'; reason: string }>({ status: 'off' });
  const open = useRef<AudioContext>(undefined);
  useEffect(() => () => void open.current?.close(), []);

  async function play() {
    if (state.status === 'on') return;
    setState({ status: 'on' });
    const context = new AudioContext() as SwitchableContext;
    open.current = context;
    try {
      if (device_id) await context.setSinkId(device_id);
      await context.resume();
      await playNotes(context, volume);
      setState({ status: 'off' });
    } catch (error) {
      setState({ status: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
    open.current = undefined;
    await context.close();
  }

  return (
    <div className={classes.test}>
      <Button variant="default" size="compact-md" mih={32} leftSection={<Volume2 size={16} aria-hidden />} onClick={() => void play()}>
        {t(state.status === 'on' ? 'sound.playing' : 'sound.testSpeaker')}
      </Button>
      <output className={classes.said}>{state.status === 'failed' && t('sound.speakerFailed', { reason: state.reason })}</output>
    </div>
  );
}
