import { Input, SegmentedControl, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePreferences, useSavePreferences } from '../../client/queries.ts';
import { Panel } from '../../ui/panel.tsx';

const THEMES = ['auto', 'light', 'dark'] as const;
const DENSITIES = ['compact', 'comfortable'] as const;

/** How the console looks. */
export function LookSection() {
  const { t } = useTranslation('settings');
  const { theme, density } = usePreferences();
  const { mutate: save } = useSavePreferences();
  return (
    <Panel titleId="settings-look" title={t('look.title')}>
      <Input.Wrapper label={t('look.theme')} labelElement="div">
        <div>
          <SegmentedControl
            mt={4}
            aria-label={t('look.theme')}
            data={THEMES.map((value) => ({ value, label: t(`look.${value}`) }))}
            value={theme}
            onChange={(value) => save({ theme: THEMES.find((one) => one === value) ?? 'auto' })}
          />
        </div>
      </Input.Wrapper>
      <Input.Wrapper label={t('look.density')} description={t('look.densityHint')} labelElement="div">
        <div>
          <SegmentedControl
            mt={4}
            aria-label={t('look.density')}
            data={DENSITIES.map((value) => ({ value, label: t(`look.${value}`) }))}
            value={density}
            onChange={(value) => save({ density: DENSITIES.find((one) => one === value) ?? 'compact' })}
          />
        </div>
      </Input.Wrapper>
    </Panel>
  );
}

/** What assistive technology hears of calls. */
export function TranscriptSection() {
  const { t } = useTranslation('settings');
  const { announce_transcript } = usePreferences();
  const { mutate: save } = useSavePreferences();
  return (
    <Panel titleId="settings-transcript" title={t('transcript.title')}>
      <Switch
        label={t('transcript.announce')}
        description={t('transcript.announceHint')}
        checked={announce_transcript}
        onChange={(event) => save({ announce_transcript: event.currentTarget.checked })}
      />
    </Panel>
  );
}
