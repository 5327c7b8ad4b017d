/** The prepared call, read: who it goes to, by which scenario, and why it cannot be placed yet. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Scenario } from '#shared/contract/scenarios.ts';
import type { PracticePersona } from '#shared/contract/system.ts';
import { useLiveState } from '../../client/live-hooks.ts';
import { useHealth, useMe, usePersonas, useScenarios } from '../../client/queries.ts';
import { readNumber, type TypedNumber } from '../../ui/phone.ts';
import { useDesk } from './desk-state.ts';

export type Draft = {
  typed: TypedNumber;
  persona: PracticePersona | undefined;
  scenario: Scenario | undefined;
  practice: boolean;
  /** Why the call cannot be placed, in words. */
  blocked: string | undefined;
  /** What is wrong with the number, once it is worth saying. */
  numberError: string | undefined;
};

export function useDraft(): Draft {
  const { t } = useTranslation('softphone');
  const personas = usePersonas();
  const scenarios = useScenarios();
  const { mode } = useHealth();
  const { role } = useMe();
  const { status } = useLiveState();
  const number = useDesk((desk) => desk.number);
  const personaId = useDesk((desk) => desk.personaId);
  const scenarioId = useDesk((desk) => desk.scenarioId);
  return useMemo(() => {
    const typed = readNumber(number);
    const e164 = typed.status === 'complete' ? typed.e164 : undefined;
    const there = personas.filter((one) => one.number === e164);
    const persona = there.find((one) => one.id === personaId) ?? there[0];
    const scenario = scenarios.find((one) => one.scenario_id === scenarioId) ?? scenarios[0];
    const notInPlan = typed.status === 'complete' && !typed.inPlan && !persona;
    const numberError = typed.status === 'malformed' ? t('number.malformed') : notInPlan ? t('number.notInPlan') : undefined;
    const reasons = [
      role === 'viewer' && t('place.viewer'),
      status !== 'open' && t('place.offline'),
      typed.status === 'empty' && t('place.noNumber'),
      numberError && t('place.checkNumber'),
      typed.status === 'partial' && t('number.partialAnywhere'),
      !scenario && t('place.noScenario'),
    ];
    return { typed, persona, scenario, practice: mode === 'practice', blocked: reasons.find((one) => typeof one === 'string'), numberError };
  }, [number, personaId, scenarioId, personas, scenarios, mode, role, status, t]);
}
