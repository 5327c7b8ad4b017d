import { Alert, Badge, Button, Tabs, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft, Copy, GitCompareArrows, PhoneOutgoing, Save, ScrollText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Scenario } from '#shared/contract/scenarios.ts';
import { announce } from '../../app/announcer.tsx';
import { useNarrow } from '../../app/use-narrow.ts';
import { describeFailure } from '../../client/failure.ts';
import { useMe, useScenarios } from '../../client/queries.ts';
import { CommandButton } from '../../ui/command-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import classes from './editor.module.css';
import { RehearsePane } from './rehearse-pane.tsx';
import { ScenarioMenu } from './scenario-menu.tsx';
import { SettingsPane } from './settings-pane.tsx';
import { TextPane } from './text-pane.tsx';
import { type ScenarioEditor, useEditor, useSavedScenario } from './use-editor.ts';
import { useRehearsalChoice } from './use-rehearsal-choice.ts';
import { useCreationBlocked, useDuplicate } from './use-scenario-actions.ts';
import { VersionsDrawer } from './versions-drawer.tsx';

const route = getRouteApi('/scenarios/$scenarioId');

/** Built-ins are everybody's: they are read here, and changed as a copy. */
function BuiltInNote({ scenario }: { scenario: Scenario }) {
  const { t } = useTranslation('scenarios');
  const full = useCreationBlocked();
  const duplicate = useDuplicate();
  return (
    <div className={classes.note}>
      <Text size="sm">{t('builtInNote')}</Text>
      <Button
        size="compact-md"
        mih={30}
        leftSection={<Copy size={15} aria-hidden />}
        loading={duplicate.isPending}
        disabled={full !== undefined}
        title={full}
        onClick={() => duplicate.mutate(scenario)}
      >
        {t('duplicateToChange')}
      </Button>
    </div>
  );
}

/** Somebody saved this scenario while it was changed here: nothing is lost, one of the two is chosen. */
function Conflict({ editor, onCompare }: { editor: ScenarioEditor; onCompare: () => void }) {
  const { t } = useTranslation('scenarios');
  const { newer, take, keepMine } = editor;
  if (!newer) return null;
  return (
    <Alert
      variant="outline"
      color="yellow"
      m="0 20px 12px"
      icon={<GitCompareArrows size={18} color="var(--tl-wrap)" />}
      title={<span className={classes.attention}>{t('conflict.title', { version: newer.version })}</span>}
    >
      <Text size="sm">{t('conflict.text')}</Text>
      <div className={classes.choices}>
        <Button size="compact-md" mih={30} variant="default" onClick={onCompare}>
          {t('conflict.compare')}
        </Button>
        <Button size="compact-md" mih={30} variant="default" onClick={() => take(newer)}>
          {t('conflict.theirs')}
        </Button>
        <Button size="compact-md" mih={30} onClick={keepMine}>
          {t('conflict.mine')}
        </Button>
      </div>
    </Alert>
  );
}

function Head({ editor, readOnly, onVersions }: { editor: ScenarioEditor; readOnly: string | undefined; onVersions: () => void }) {
  const { t } = useTranslation('scenarios');
  const navigate = useNavigate();
  const { base, draft, dirty, newer, shown, saving } = editor;
  const reasons = [readOnly, newer && t('conflict.first'), !dirty && t('blocked.nothing')];
  const blocked = reasons.find((one) => typeof one === 'string');
  const save = () => {
    if (editor.save()) return;
    announce(t('problem.some'));
    // The faults are marked with the next drawing.
    requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus());
  };
  const count = Object.keys(shown).length;
  return (
    <div className={classes.head}>
      <Button
        component={Link}
        to="/scenarios"
        variant="subtle"
        color="gray"
        size="compact-md"
        mih={32}
        leftSection={<ArrowLeft size={16} aria-hidden />}
      >
        {t('title')}
      </Button>
      <Title order={1} className={classes.name}>
        {draft.name.trim() || t('newTitle')}
      </Title>
      {base && (
        <Badge variant="outline" color="gray" tt="none">
          {base.built_in ? t('builtInBadge') : t('version', { version: base.version })}
        </Badge>
      )}
      <output className={classes.dirty}>{count > 0 ? t('problem.count', { count }) : dirty ? t('unsaved.badge') : ''}</output>
      <span className="spring" />
      <CommandButton
        id="scenario.call"
        label={t('callWithIt')}
        icon={PhoneOutgoing}
        blocked={base ? (dirty ? t('blocked.saveFirst') : undefined) : t('blocked.saveFirst')}
        run={() => base && void navigate({ to: '/softphone', search: { scenario: base.scenario_id } })}
      />
      <CommandButton id="scenario.save" label={t('save')} icon={Save} variant="filled" loading={saving} blocked={blocked} run={save} />
      {base && (
        <ScenarioMenu
          scenario={base}
          onVersions={onVersions}
          onGone={() => {
            editor.letGo();
            void navigate({ to: '/scenarios' });
          }}
        />
      )}
    </div>
  );
}

function Panes({ editor, readOnly }: { editor: ScenarioEditor; readOnly: boolean }) {
  const { t } = useTranslation('scenarios');
  const narrow = useNarrow();
  const choice = useRehearsalChoice();
  if (!narrow) {
    return (
      <div className={classes.panes}>
        <TextPane editor={editor} readOnly={readOnly} />
        <SettingsPane editor={editor} readOnly={readOnly} />
        <RehearsePane editor={editor} choice={choice} />
      </div>
    );
  }
  // Two fit beside each other: the text stays, the others take turns.
  return (
    <div className={classes.panes} data-narrow>
      <TextPane editor={editor} readOnly={readOnly} />
      <Tabs defaultValue="settings" className={classes.sides}>
        <Tabs.List grow>
          <Tabs.Tab value="settings">{t('pane.settings')}</Tabs.Tab>
          <Tabs.Tab value="rehearse">{t('pane.rehearse')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="settings" className={classes.side}>
          <SettingsPane editor={editor} readOnly={readOnly} />
        </Tabs.Panel>
        <Tabs.Panel value="rehearse" className={classes.side}>
          <RehearsePane editor={editor} choice={choice} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function Editor({ saved }: { saved: Scenario | undefined }) {
  const { t } = useTranslation('scenarios');
  const { role } = useMe();
  const editor = useEditor(saved);
  const [versions, { open, close }] = useDisclosure(false);
  const { base } = editor;
  const fixed = base?.built_in ? t('blocked.builtIn') : role === 'viewer' ? t('blocked.viewer') : undefined;
  return (
    <div className="page">
      <Head editor={editor} readOnly={fixed} onVersions={open} />
      {base?.built_in && <BuiltInNote scenario={base} />}
      <Conflict editor={editor} onCompare={open} />
      <Panes editor={editor} readOnly={fixed !== undefined} />
      {base && <VersionsDrawer editor={editor} scenario={base} fixed={fixed !== undefined} opened={versions} onClose={close} />}
    </div>
  );
}

function Gone() {
  const { t } = useTranslation('scenarios');
  return (
    <EmptyState
      icon={ScrollText}
      title={t('gone.title')}
      action={
        <Button component={Link} to="/scenarios" variant="default">
          {t('gone.action')}
        </Button>
      }
    >
      {t('gone.text')}
    </EmptyState>
  );
}

/** One scenario: its text, its settings, and the rehearsals that prove it. */
export function ScenarioPage() {
  const { scenarioId } = route.useParams();
  const known = useScenarios().find((one) => one.scenario_id === scenarioId);
  const isNew = scenarioId === 'new';
  const { data, error, refetch } = useSavedScenario(isNew ? undefined : scenarioId, known);
  if (isNew) return <Editor key="new" saved={undefined} />;
  if (error && describeFailure(error).code === 'NOT_FOUND') return <Gone />;
  // Without a connection what the list knows is shown and can be written on; saving says what is wrong.
  const saved = data ?? (error ? known : undefined);
  if (saved) return <Editor key={scenarioId} saved={saved} />;
  return error ? <ErrorState error={error} retry={() => void refetch()} /> : null;
}
