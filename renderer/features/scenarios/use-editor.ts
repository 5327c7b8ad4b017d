/** One scenario in the editor: the saved one it began with, what was changed since, and what somebody else saved meanwhile. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { routes } from '#shared/contract/index.ts';
import type { Scenario, ScenarioInput } from '#shared/contract/scenarios.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { keys } from '../../client/keys.ts';
import { confirmAction } from '../../ui/confirm-action.tsx';
import { EMPTY_DRAFT, problemsOf, sameDraft, toDraft } from './scenario-draft.ts';
import { useRefreshScenarios } from './use-scenario-actions.ts';

export type ScenarioEditor = ReturnType<typeof useEditor>;

/** The scenario as the core has it now; another window may have saved it since. */
export function useSavedScenario(scenario_id: string | undefined, known: Scenario | undefined) {
  const { api } = useConsole();
  return useQuery({
    queryKey: keys.scenario(scenario_id ?? ''),
    queryFn: ({ signal }) => api.call(routes.scenarios.get, { params: { scenario_id: scenario_id ?? '' } }, { signal }),
    enabled: scenario_id !== undefined,
    placeholderData: known,
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
}

export function useEditor(saved: Scenario | undefined) {
  const { t } = useTranslation('scenarios');
  const { api, queryClient } = useConsole();
  const navigate = useNavigate();
  const refresh = useRefreshScenarios();
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState<ScenarioInput>(saved ? toDraft(saved) : EMPTY_DRAFT);
  /** Problems are said from the first attempt to save on. */
  const [attempted, setAttempted] = useState(false);
  const leaving = useRef(false);
  const dirty = !sameDraft(draft, base ? toDraft(base) : EMPTY_DRAFT);
  const newer = saved && base && saved.version !== base.version ? saved : undefined;
  // Nothing was written here: what was saved elsewhere is simply shown.
  if (newer && !dirty) {
    setBase(newer);
    setDraft(toDraft(newer));
  }
  const problems = useMemo(() => problemsOf(draft), [draft]);

  const take = (scenario: Scenario) => {
    queryClient.setQueryData(keys.scenario(scenario.scenario_id), scenario);
    setBase(scenario);
    setDraft(toDraft(scenario));
    setAttempted(false);
  };

  const mutation = useMutation({
    async mutationFn(input: ScenarioInput): Promise<Scenario | undefined> {
      if (!base) return api.call(routes.scenarios.create, { body: input });
      const params = { scenario_id: base.scenario_id };
      const now = await api.call(routes.scenarios.get, { params });
      if (now.version !== base.version) {
        queryClient.setQueryData(keys.scenario(base.scenario_id), now);
        return undefined;
      }
      return api.call(routes.scenarios.update, { params, body: input });
    },
    async onSuccess(scenario) {
      if (!scenario) return;
      const created = base === undefined;
      leaving.current = created;
      take(scenario);
      // Before anything is waited for: whoever goes elsewhere meanwhile is not fetched back.
      if (created) void navigate({ to: '/scenarios/$scenarioId', params: { scenarioId: scenario.scenario_id }, replace: true });
      await refresh();
      void queryClient.invalidateQueries({ queryKey: keys.scenarioVersions(scenario.scenario_id) });
      notifyDone(t('done.saved', { name: scenario.name }));
    },
  });

  useBlocker({
    disabled: !dirty,
    enableBeforeUnload: () => dirty,
    async shouldBlockFn() {
      if (leaving.current) return false;
      const sure = await confirmAction({
        title: t('unsaved.title'),
        text: t('unsaved.text'),
        confirm: t('unsaved.leave'),
        cancel: t('unsaved.stay'),
        danger: true,
        focus: 'cancel',
      });
      return !sure;
    },
  });

  return {
    base,
    draft,
    dirty,
    newer,
    saving: mutation.isPending,
    problems,
    shown: attempted ? problems : {},
    set: (patch: Partial<ScenarioInput>) => setDraft((before) => ({ ...before, ...patch })),
    save() {
      setAttempted(true);
      if (Object.keys(problems).length > 0) return false;
      if (!mutation.isPending) mutation.mutate(draft);
      return true;
    },
    /** Shows a scenario as it stands in the core, without what was written here. */
    take,
    /** Goes on with what was written here, on top of what was saved elsewhere. */
    keepMine: () => newer && setBase(newer),
    /** It is gone: nothing holds anybody back. */
    letGo() {
      leaving.current = true;
    },
  };
}
