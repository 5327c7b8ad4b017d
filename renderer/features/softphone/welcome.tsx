import { Button, Group, Modal, Text } from '@mantine/core';
import { PhoneOutgoing } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PlaceCall } from '#shared/contract/calls.ts';
import { useHealth, useMe, usePersonas, usePreferences, useSavePreferences, useScenarios } from '../../client/queries.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import { useDesk } from './desk-state.ts';

/** On the first start: what this is, in two sentences, and a practice call with one click. */
export function Welcome({ onPractise }: { onPractise: (request: PlaceCall) => void }) {
  const { t } = useTranslation('softphone');
  const { welcomed } = usePreferences();
  const { mode } = useHealth();
  const { mutate: save } = useSavePreferences();
  const persona = usePersonas().find((one) => one.kind === 'person');
  const scenarios = useScenarios();
  const scenario = scenarios.find((one) => one.scenario_id === 'appointment-reminder') ?? scenarios[0];
  const close = () => save({ welcomed: true });
  const start = () => {
    close();
    if (!persona || !scenario) return;
    const desk = useDesk.getState();
    desk.pickScenario(scenario.scenario_id);
    desk.pickPersona(persona.id, persona.number);
    onPractise({ to: persona.number, scenario_id: scenario.scenario_id, variables: {}, practice: { persona: persona.id } });
  };
  const { role } = useMe();
  const canPractise = role !== 'viewer' && mode === 'practice' && persona && scenario;
  return (
    <Modal opened={!welcomed} onClose={close} size="lg" title={t('welcome.title')} closeButtonProps={{ 'aria-label': t('welcome.later') }}>
      <Text>{t('welcome.lead')}</Text>
      {canPractise && <Text mt="sm">{t('welcome.practice', { persona: persona.name, scenario: scenario.name })}</Text>}
      <Group mt="lg" justify="space-between">
        <Text size="sm" c="dimmed" component="span">
          <KeyHint id="app.palette" /> {t('welcome.find')} · <KeyHint id="app.help" /> {t('welcome.keys')}
        </Text>
        <Group gap="sm">
          <Button variant="default" onClick={close}>
            {t('welcome.later')}
          </Button>
          {canPractise && (
            <Button data-autofocus leftSection={<PhoneOutgoing size={16} aria-hidden />} onClick={start}>
              {t('welcome.start')}
            </Button>
          )}
        </Group>
      </Group>
    </Modal>
  );
}
