import { Button, Drawer, Text, UnstyledButton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { routes } from '#shared/contract/index.ts';
import type { ScenarioVersion } from '#shared/contract/rehearsals.ts';
import type { Scenario } from '#shared/contract/scenarios.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { keys } from '../../client/keys.ts';
import { MOTION_MS } from '../../app/theme/theme.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatFull } from '../../ui/format.ts';
import { DiffView } from './diff-view.tsx';
import type { ScenarioEditor } from './use-editor.ts';
import { useRefreshScenarios } from './use-scenario-actions.ts';
import classes from './versions.module.css';

/** The two versions that are compared: an older one with the newest, the newest with the one before it. */
export function comparedWith(version: number, newest: number): { from: number; to: number } | undefined {
  if (version < newest) return { from: version, to: newest };
  return version > 1 ? { from: version - 1, to: version } : undefined;
}

function Difference({ scenario_id, from, to }: { scenario_id: string; from: number; to: number }) {
  const { t } = useTranslation('scenarios');
  const { api } = useConsole();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.scenarioVersions(scenario_id), from, to],
    queryFn: ({ signal }) => api.call(routes.rehearsals.diff, { params: { scenario_id }, query: { from, to } }, { signal }),
  });
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <>
      <p className={classes.note}>{t('versions.compared', { from, to })}</p>
      {data && <DiffView diff={data} />}
    </>
  );
}

function useRestore(editor: ScenarioEditor) {
  const { t } = useTranslation('scenarios');
  const { api, queryClient } = useConsole();
  const refresh = useRefreshScenarios();
  return useMutation({
    mutationFn: ({ scenario_id, version }: { scenario_id: string; version: number }) =>
      api.call(routes.rehearsals.restore, { params: { scenario_id }, body: { version } }),
    async onSuccess(scenario, { version }) {
      editor.take(scenario);
      await refresh();
      await queryClient.invalidateQueries({ queryKey: keys.scenarioVersions(scenario.scenario_id) });
      notifyDone(t('done.restored', { version, now: scenario.version }));
    },
  });
}

function Versions({
  editor,
  scenario,
  items,
  fixed,
}: {
  editor: ScenarioEditor;
  scenario: Scenario;
  items: readonly ScenarioVersion[];
  fixed: boolean;
}) {
  const { t } = useTranslation('scenarios');
  const newest = items[0]?.version ?? scenario.version;
  const [chosen, choose] = useState<number>();
  const version = chosen ?? newest;
  const compared = comparedWith(version, newest);
  const restore = useRestore(editor);
  return (
    <div className={classes.panes}>
      <ol className={classes.list} aria-label={t('versions.title')}>
        {items.map((one) => (
          <li key={one.version}>
            <UnstyledButton
              className={classes.version}
              aria-current={one.version === version ? 'true' : undefined}
              onClick={() => choose(one.version)}
            >
              <b className="tabular">{t('version', { version: one.version })}</b>
              <span>{one.author.name}</span>
              <span className="tabular">{formatFull(one.created_at)}</span>
            </UnstyledButton>
          </li>
        ))}
      </ol>
      <div className={classes.diff}>
        {version < newest && (
          <div className={classes.restore}>
            <Button
              size="compact-md"
              mih={32}
              leftSection={<RotateCcw size={15} aria-hidden />}
              loading={restore.isPending}
              disabled={fixed}
              onClick={() => restore.mutate({ scenario_id: scenario.scenario_id, version })}
            >
              {t('versions.restore', { version })}
            </Button>
            <Text size="xs" c="dimmed">
              {editor.dirty ? t('versions.restoreDirty') : t('versions.restoreHint', { next: newest + 1 })}
            </Text>
          </div>
        )}
        {compared ? (
          <Difference key={version} scenario_id={scenario.scenario_id} {...compared} />
        ) : (
          <p className={classes.note}>{t('versions.first')}</p>
        )}
      </div>
    </div>
  );
}

/** Every version that was saved, what changed in it, and the way back. */
export function VersionsDrawer({
  editor,
  scenario,
  fixed,
  opened,
  onClose,
}: {
  editor: ScenarioEditor;
  scenario: Scenario;
  fixed: boolean;
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation('scenarios');
  const { api } = useConsole();
  const { scenario_id } = scenario;
  const { data, error, refetch } = useQuery({
    queryKey: keys.scenarioVersions(scenario_id),
    queryFn: async ({ signal }) => (await api.call(routes.rehearsals.versions, { params: { scenario_id } }, { signal })).items,
    enabled: opened,
    staleTime: 0,
  });
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={820}
      lockScroll={false}
      transitionProps={{ duration: MOTION_MS }}
      title={t('versions.heading', { name: scenario.name })}
      closeButtonProps={{ 'aria-label': t('versions.close') }}
      attributes={{ header: { role: 'none' } }}
    >
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        data && <Versions editor={editor} scenario={scenario} items={data} fixed={fixed} />
      )}
    </Drawer>
  );
}
