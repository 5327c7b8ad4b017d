import { Text, TextInput, Title } from '@mantine/core';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Scenario } from '#shared/contract/scenarios.ts';
import { useScenarios } from '../../client/queries.ts';
import { ChoiceList } from './choice-list.tsx';
import { useDesk } from './desk-state.ts';
import { voiceName } from '../scenarios/voices.ts';
import classes from './softphone.module.css';
import type { Draft } from './use-draft.ts';
import { buildGreeting } from '#shared/domain/scenario-instructions.ts';

const NOTHING: Readonly<Record<string, string>> = {};

function Variables({ scenario }: { scenario: Scenario }) {
  const { t } = useTranslation('softphone');
  const values = useDesk((desk) => desk.variables[scenario.scenario_id] ?? NOTHING);
  const setVariable = useDesk((desk) => desk.setVariable);
  if (scenario.variables.length === 0) return null;
  return (
    <section className={classes.block}>
      <Title order={3}>{t('scenario.variables')}</Title>
      <Text size="xs" c="dimmed">
        {t('scenario.variablesHint')}
      </Text>
      <div className={classes.variables}>
        {scenario.variables.map((one) => (
          <TextInput
            key={one.name}
            label={one.label}
            placeholder={one.example}
            required={one.example.trim() === ''}
            maxLength={500}
            value={values[one.name] ?? ''}
            onChange={(event) => setVariable(scenario.scenario_id, one.name, event.currentTarget.value)}
          />
        ))}
      </div>
    </section>
  );
}

function About({ scenario }: { scenario: Scenario }) {
  const { t } = useTranslation('softphone');
  const values = useDesk((desk) => desk.variables[scenario.scenario_id] ?? NOTHING);
  const greeting = buildGreeting(scenario, values);
  const turns = t(`scenario.turns.${scenario.turn_taking}`);
  return (
    <div className={classes.about}>
      <div>
        <Title order={2}>{scenario.name}</Title>
        <Text size="sm" c="dimmed">
          {scenario.description}
        </Text>
        <Text size="xs" c="dimmed" mt={6} className="tabular">
          {t('scenario.voice', { voice: voiceName(scenario), turns, minutes: Math.round(scenario.max_duration_seconds / 60) })}
        </Text>
      </div>
      <Variables scenario={scenario} />
      {greeting && (
        <section className={classes.block}>
          <Title order={3}>{t('scenario.opening')}</Title>
          <blockquote className={classes.quote}>{greeting}</blockquote>
        </section>
      )}
      {scenario.goals.length > 0 && (
        <section className={classes.block}>
          <Title order={3}>{t('scenario.goals')}</Title>
          <ul className={classes.goals}>
            {scenario.goals.map((goal) => (
              <li key={goal.id}>
                <Check size={15} aria-hidden /> {goal.description}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={classes.block}>
        <Title order={3}>{t('scenario.persona')}</Title>
        <Text size="sm" className={classes.prose}>
          {scenario.persona}
        </Text>
      </section>
    </div>
  );
}

/** What the next call is about: the scenario, and what it needs to know. */
export function ScenarioPanel({ draft }: { draft: Draft }) {
  const { t } = useTranslation('softphone');
  const scenarios = useScenarios();
  const pick = useDesk((desk) => desk.pickScenario);
  return (
    <div className={classes.scenario}>
      <div className={classes.scenarioList}>
        <ChoiceList
          label={t('scenario.intro')}
          name="scenario"
          value={draft.scenario?.scenario_id}
          onPick={pick}
          choices={scenarios.map((one) => ({ id: one.scenario_id, name: one.name, detail: one.description }))}
        />
        {scenarios.length === 0 && <Text c="dimmed">{t('scenario.none')}</Text>}
      </div>
      {draft.scenario && <About scenario={draft.scenario} />}
    </div>
  );
}
