import { Alert, Button, Select, Slider, Text } from '@mantine/core';
import { MicOff, ShieldQuestion } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences, useSavePreferences } from '../../client/queries.ts';
import { Panel } from '../../ui/panel.tsx';
import { type Device, useDevices } from './devices.ts';
import { MicrophoneTest } from './microphone-test.tsx';
import classes from './settings.module.css';
import { SpeakerTest } from './speaker-test.tsx';

type PickerProps = { label: string; hint: string; devices: readonly Device[]; chosen: string; choose: (id: string) => void };

function DevicePicker({ label, hint, devices, chosen, choose }: PickerProps) {
  const { t } = useTranslation('settings');
  const named = devices.map((one, index) => ({ value: one.id, label: one.name || t('sound.unnamed', { number: index + 1 }) }));
  // A device that was chosen and is unplugged now stays chosen, and comes back with its plug.
  const missing = chosen !== '' && !devices.some((one) => one.id === chosen) ? [{ value: chosen, label: t('sound.missing') }] : [];
  return (
    <Select
      label={label}
      description={hint}
      allowDeselect={false}
      data={[{ value: '', label: t('sound.systemDefault') }, ...named, ...missing]}
      value={chosen}
      onChange={(id) => choose(id ?? '')}
    />
  );
}

/** What is heard and said through which device, each with a test. */
export function SoundSection() {
  const { t } = useTranslation('settings');
  const { microphone_id, speaker_id, monitor_volume } = usePreferences();
  const { mutate: save } = useSavePreferences();
  const { microphones, speakers, permission, error, allow } = useDevices();
  const [volume, setVolume] = useState(Math.round(monitor_volume * 100));
  return (
    <Panel titleId="settings-sound" title={t('sound.title')}>
      {permission === 'prompt' && (
        <Alert variant="outline" color="gray" icon={<ShieldQuestion size={18} />} title={t('sound.askTitle')}>
          <Text size="sm" mb={8}>
            {t('sound.askText')}
          </Text>
          <Button size="compact-md" mih={32} onClick={() => void allow()}>
            {t('sound.allow')}
          </Button>
        </Alert>
      )}
      {(permission === 'denied' || permission === 'unavailable') && (
        <Alert variant="outline" color="gray" icon={<MicOff size={18} color="var(--tl-trouble)" />} title={t(`sound.${permission}Title`)}>
          <Text size="sm">{t(`sound.${permission}Text`)}</Text>
        </Alert>
      )}
      {error instanceof Error && permission === 'prompt' && (
        <Text size="sm" role="alert">
          {t('sound.microphoneFailed', { reason: error.message })}
        </Text>
      )}
      <DevicePicker
        label={t('sound.speaker')}
        hint={t('sound.speakerHint')}
        devices={speakers}
        chosen={speaker_id}
        choose={(id) => save({ speaker_id: id })}
      />
      <div>
        <Text component="label" size="sm" fw={500} id="monitor-volume">
          {t('sound.volume', { percent: volume })}
        </Text>
        <Slider
          className={classes.slider}
          thumbProps={{ 'aria-labelledby': 'monitor-volume' }}
          thumbLabel={t('sound.volumeLabel')}
          min={0}
          max={100}
          step={5}
          label={null}
          value={volume}
          onChange={setVolume}
          onChangeEnd={(value) => save({ monitor_volume: value / 100 })}
        />
      </div>
      <SpeakerTest device_id={speaker_id} volume={volume / 100} />
      <DevicePicker
        label={t('sound.microphone')}
        hint={t('sound.microphoneHint')}
        devices={microphones}
        chosen={microphone_id}
        choose={(id) => save({ microphone_id: id })}
      />
      <MicrophoneTest key={microphone_id} device_id={microphone_id} onAllowed={() => permission === 'prompt' && void allow()} />
    </Panel>
  );
}
