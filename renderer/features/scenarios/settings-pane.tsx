import { Input, NumberInput, Select, Slider } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ScenarioInput, TURN_TAKING } from '#shared/contract/scenarios.ts';
import { VOICE_CATALOGUE } from '#shared/domain/voice-catalogue.ts';
import { ChoiceList } from '../softphone/choice-list.tsx';
import classes from './editor.module.css';
import { GoalsField } from './goals-field.tsx';
import { languageName } from './language-name.ts';
import type { ScenarioEditor } from './use-editor.ts';
import { VariablesField } from './variables-field.tsx';
import { choiceOf, VOICE_ALIASES, voiceOf } from './voices.ts';

const LANGUAGES = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'sv', 'da', 'nb', 'fi', 'cs', 'tr', 'el', 'ar', 'hi', 'ja', 'ko', 'zh'];

function VoiceField({ editor, readOnly }: { editor: ScenarioEditor; readOnly: boolean }) {
  const { t } = useTranslation('scenarios');
  const { draft, set } = editor;
  return (
    <Select
      label={t('field.voice')}
      description={t('field.voiceHint')}
      searchable
      allowDeselect={false}
      readOnly={readOnly}
      maxDropdownHeight={300}
      data={[
        { group: t('voices.own'), items: VOICE_CATALOGUE.map(({ id, label }) => ({ value: id, label })) },
        { group: t('voices.aliases'), items: VOICE_ALIASES.map(({ alias, label }) => ({ value: alias, label })) },
      ]}
      value={choiceOf(draft)}
      onChange={(choice) => {
        const voice = choice === null ? undefined : voiceOf(choice);
        if (voice) set(voice);
      }}
    />
  );
}

function TemperatureField({ editor, readOnly }: { editor: ScenarioEditor; readOnly: boolean }) {
  const { t } = useTranslation('scenarios');
  const { draft, set } = editor;
  const style = draft.temperature < 0.5 ? 'close' : draft.temperature <= 0.9 ? 'natural' : 'free';
  return (
    <Input.Wrapper
      label={t('field.temperature', { value: draft.temperature.toFixed(1), style: t(`style.${style}`) })}
      description={t('field.temperatureHint')}
    >
      <Slider
        mt={8}
        min={0}
        max={1.2}
        step={0.1}
        label={null}
        disabled={readOnly}
        thumbLabel={t('field.temperatureLabel')}
        value={draft.temperature}
        onChange={(value) => set({ temperature: Math.round(value * 10) / 10 })}
      />
    </Input.Wrapper>
  );
}

/** How it talks: voice, manners, language, and what counts as success. */
export function SettingsPane({ editor, readOnly }: { editor: ScenarioEditor; readOnly: boolean }) {
  const { t } = useTranslation('scenarios');
  const { draft, set } = editor;
  const languages = LANGUAGES.includes(draft.language) ? LANGUAGES : [draft.language, ...LANGUAGES];
  return (
    <section className={classes.pane} aria-label={t('pane.settings')}>
      <VoiceField editor={editor} readOnly={readOnly} />
      <Select
        label={t('field.language')}
        searchable
        allowDeselect={false}
        readOnly={readOnly}
        data={languages.map((value) => ({ value, label: `${languageName(value)} (${value})` }))}
        value={draft.language}
        onChange={(language) => language && set({ language })}
      />
      <TemperatureField editor={editor} readOnly={readOnly} />
      <div inert={readOnly}>
        <ChoiceList
          label={t('field.turnTaking')}
          name="turn-taking"
          value={draft.turn_taking}
          choices={TURN_TAKING.map((id) => ({ id, name: t(`turns.${id}.name`), detail: t(`turns.${id}.detail`) }))}
          onPick={(id) => set({ turn_taking: id as ScenarioInput['turn_taking'] })}
        />
      </div>
      <NumberInput
        label={t('field.duration')}
        description={t('field.durationHint')}
        suffix={t('field.durationUnit')}
        min={0.5}
        max={240}
        step={1}
        decimalScale={1}
        readOnly={readOnly}
        value={draft.max_duration_seconds / 60}
        onChange={(minutes) => typeof minutes === 'number' && set({ max_duration_seconds: Math.round(minutes * 60) })}
      />
      <VariablesField editor={editor} readOnly={readOnly} />
      <GoalsField editor={editor} readOnly={readOnly} />
    </section>
  );
}
