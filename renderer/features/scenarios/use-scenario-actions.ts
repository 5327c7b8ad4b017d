/** Everything that is done to whole scenarios, with the lists kept right. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { routes } from '#shared/contract/index.ts';
import { scenarioFile } from '#shared/contract/rehearsals.ts';
import type { Scenario } from '#shared/contract/scenarios.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { keys } from '../../client/keys.ts';
import { useMe } from '../../client/queries.ts';
import { useOnce } from '../../client/use-once.ts';
import { confirmAction } from '../../ui/confirm-action.tsx';
import { saveFile } from '../../ui/save-file.ts';

export function useScenarioUsage() {
  const { api } = useConsole();
  return useQuery({ queryKey: keys.scenarioUsage, queryFn: ({ signal }) => api.call(routes.rehearsals.usage, {}, { signal }) }).data;
}

/** Why this person cannot have one more scenario; undefined when they can. */
export function useCreationBlocked(): string | undefined {
  const { t } = useTranslation('scenarios');
  const { role } = useMe();
  const usage = useScenarioUsage();
  if (role === 'viewer') return t('blocked.viewer');
  return usage && usage.used >= usage.limit ? t('blocked.full', usage) : undefined;
}

/** Reads again what lists show, after scenarios came or went. */
export function useRefreshScenarios() {
  const { queryClient } = useConsole();
  return () =>
    Promise.all([queryClient.invalidateQueries({ queryKey: keys.scenarios }), queryClient.invalidateQueries({ queryKey: keys.scenarioUsage })]);
}

/** A name that every file system takes. */
export function fileNameOf(scenario: Pick<Scenario, 'name'>): string {
  const stem = scenario.name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${stem || 'scenario'}.trunkline.json`;
}

export function useDuplicate() {
  const { t } = useTranslation('scenarios');
  const { api, queryClient } = useConsole();
  const navigate = useNavigate();
  const refresh = useRefreshScenarios();
  return useMutation({
    mutationFn: ({ scenario_id }: Pick<Scenario, 'scenario_id'>) => api.call(routes.rehearsals.duplicate, { params: { scenario_id }, body: {} }),
    async onSuccess(copy) {
      queryClient.setQueryData(keys.scenario(copy.scenario_id), copy);
      void navigate({ to: '/scenarios/$scenarioId', params: { scenarioId: copy.scenario_id } });
      await refresh();
      notifyDone(t('done.duplicated', { name: copy.name }));
    },
  });
}

export function useExport() {
  const { t } = useTranslation('scenarios');
  const { api } = useConsole();
  return useMutation({
    async mutationFn(scenario: Scenario) {
      const file = await api.call(routes.rehearsals.export, { params: { scenario_id: scenario.scenario_id } });
      const name = fileNameOf(scenario);
      saveFile(new Blob([JSON.stringify(file, null, 2)], { type: 'application/json' }), name);
      return name;
    },
    onSuccess: (name) => notifyDone(t('done.exported', { name })),
  });
}

export function useImport() {
  const { t } = useTranslation('scenarios');
  const { api, queryClient } = useConsole();
  const once = useOnce();
  const navigate = useNavigate();
  const refresh = useRefreshScenarios();
  return useMutation({
    async mutationFn(file: File) {
      const read = scenarioFile.safeParse(
        await file
          .text()
          .then(JSON.parse)
          .catch(() => undefined),
      );
      if (!read.success) throw new Error(t('import.notOne', { name: file.name }));
      return once(read.data, (idempotencyKey) => api.call(routes.rehearsals.import, { body: read.data }, { idempotencyKey }));
    },
    async onSuccess(scenario) {
      queryClient.setQueryData(keys.scenario(scenario.scenario_id), scenario);
      void navigate({ to: '/scenarios/$scenarioId', params: { scenarioId: scenario.scenario_id } });
      await refresh();
      notifyDone(t('done.imported', { name: scenario.name }));
    },
  });
}

/** Asks, deletes, and says so. */
export function useRemove(onGone: () => void) {
  const { t } = useTranslation('scenarios');
  const { api, queryClient } = useConsole();
  const refresh = useRefreshScenarios();
  const mutation = useMutation({
    mutationFn: ({ scenario_id }: Scenario) => api.call(routes.scenarios.remove, { params: { scenario_id } }),
    async onSuccess(_, { scenario_id, name }) {
      onGone();
      queryClient.removeQueries({ queryKey: keys.scenario(scenario_id) });
      await refresh();
      notifyDone(t('done.removed', { name }));
    },
  });
  return async (scenario: Scenario) => {
    const sure = await confirmAction({
      title: t('remove.title', { name: scenario.name }),
      text: t('remove.text'),
      confirm: t('remove.confirm'),
      cancel: t('remove.cancel'),
      danger: true,
    });
    if (sure) mutation.mutate(scenario);
  };
}
