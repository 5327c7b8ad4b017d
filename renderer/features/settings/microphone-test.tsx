import { Button } from '@mantine/core';
import { Mic, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meterHeight } from '../../ui/level-meter.tsx';
import { onFrame } from '../../ui/frame-ticker.ts';
import classes from './settings.module.css';

/** Loud enough to be speech, in dBFS. */
const HEARD_DBFS = -45;
const FALL = 0.02;

/** Level of a block of samples in dBFS, −90 … 0. */
export function levelOf(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += (samples[i] ?? 0) ** 2;
  const rms = samples.length > 0 ? Math.sqrt(sum / samples.length) : 0;
  return rms > 0 ? Math.max(-90, 20 * Math.log10(rms)) : -90;
}

type State = { status: 'off' } | { status: 'on'; heard: boolean } | { status: 'failed'; reason: string };

/** Shows what the microphone hears. Nothing of it is kept or sent. */
export function MicrophoneTest({ device_id, onAllowed }: { device_id: string; onAllowed: () => void }) {
  const { t } = useTranslation('settings');
  const [state, setState] = useState<State>({ status: 'off' });
  const fill = useRef<HTMLDivElement>(null);
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), [device_id]);

  async function start() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: device_id ? { deviceId: { exact: device_id } } : true });
      const context = new AudioContext();
      const analyser = new AnalyserNode(context, { fftSize: 1024 });
      context.createMediaStreamSource(stream).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      let shown = 0;
      let heard = false;
      const rest = onFrame(() => {
        analyser.getFloatTimeDomainData(samples);
        const level = levelOf(samples);
        shown = Math.max(meterHeight(level), shown - FALL);
        if (fill.current) fill.current.style.transform = `scaleX(${shown})`;
        if (!heard && level > HEARD_DBFS) {
          heard = true;
          setState({ status: 'on', heard });
        }
      });
      stop.current = () => {
        rest();
        for (const track of stream.getTracks()) track.stop();
        void context.close();
        stop.current = undefined;
        setState({ status: 'off' });
      };
      setState({ status: 'on', heard: false });
      onAllowed();
    } catch (error) {
      setState({ status: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  const on = state.status === 'on';
  return (
    <div className={classes.test}>
      <Button
        variant="default"
        size="compact-md"
        mih={32}
        leftSection={on ? <Square size={14} aria-hidden /> : <Mic size={16} aria-hidden />}
        onClick={() => (on ? stop.current?.() : void start())}
      >
        {t(on ? 'sound.stopTest' : 'sound.testMicrophone')}
      </Button>
      {on && (
        <div className={classes.level} aria-hidden>
          <div ref={fill} />
        </div>
      )}
      <output className={classes.said}>
        {state.status === 'on' && t(state.heard ? 'sound.heard' : 'sound.speak')}
        {state.status === 'failed' && t('sound.microphoneFailed', { reason: state.reason })}
      </output>
    </div>
  );
}
