import { Button, FileButton, Progress, Text, TextInput, Title, Tooltip } from '@mantine/core';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { FileUp, PhoneOutgoing, Plus, ScrollText, Search, SearchX } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Scenario } from '#shared/contract/scenarios.ts';
import { useCommand, useKeys } from '../../app/shortcuts/shortcut-context.tsx';
import { useScenarios } from '../../client/queries.ts';
import { CommandButton } from '../../ui/command-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatMoment } from '../../ui/format.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ScenarioMenu } from './scenario-menu.tsx';
import classes from './scenarios.module.css';
import { useCreationBlocked, useImport, useScenarioUsage } from './use-scenario-actions.ts';
import { languageName } from './language-name.ts';
import { voiceName } from './voices.ts';

const route = getRouteApi('/scenarios');

function Meter() {
  const { t } = useTranslation('scenarios');
  const usage = useScenarioUsage();
  if (!usage) return null;
  return (
    <Tooltip label={t('meter.hint', usage)}>
      <div className={classes.meter}>
        <span className="tabular">{t('meter.label', usage)}</span>
        <Progress value={(usage.used / usage.limit) * 100} size="sm" w={80} aria-label={t('meter.hint', usage)} />
      </div>
    </Tooltip>
  );
}

function Row({ scenario }: { scenario: Scenario }) {
  const { t } = useTranslation('scenarios');
  const { scenario_id, name, description, goals, language } = scenario;
  return (
    <li className={classes.row}>
      <div className={classes.rowWords}>
        <Link to="/scenarios/$scenarioId" params={{ scenarioId: scenario_id }} className={classes.rowLink}>
          {name}
        </Link>
        <span className={classes.rowDetail}>{description || t('noDescription')}</span>
      </div>
      <span className={`${classes.rowFacts} tabular`}>
        {[voiceName(scenario), languageName(language), t('goalCount', { count: goals.length })].join(' · ')}
      </span>
      <span className={`${classes.rowMoment} tabular`}>
        {scenario.built_in ? '' : t('versionOf', { version: scenario.version, moment: formatMoment(scenario.updated_at) })}
      </span>
      <span className={classes.rowActions}>
        <Button
          component={Link}
          to="/softphone"
          search={{ scenario: scenario_id } as never}
          variant="subtle"
          size="compact-sm"
          mih={28}
          leftSection={<PhoneOutgoing size={15} aria-hidden />}
          aria-label={t('callWith', { name })}
        >
          {t('call')}
        </Button>
        <ScenarioMenu scenario={scenario} onGone={() => {}} />
      </span>
    </li>
  );
}

/** Arrows go from row to row; J and K do from anywhere on the screen. */
function useRowKeys() {
  const list = useRef<HTMLDivElement>(null);
  const links = () => [...(list.current?.querySelectorAll<HTMLAnchorElement>(`.${classes.rowLink}`) ?? [])];
  const step = (by: number) => {
    const all = links();
    const at = all.findIndex((one) => one === document.activeElement);
    all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLAnchorElement) || !['ArrowDown', 'ArrowUp'].includes(event.key)) return;
    event.preventDefault();
    step(event.key === 'ArrowDown' ? 1 : -1);
  };
  return { list, onKeyDown };
}

function Group({ title, scenarios, children }: { title: string; scenarios: readonly Scenario[]; children?: React.ReactNode }) {
  return (
    <section className={classes.group}>
      <Title order={2}>{title}</Title>
      {scenarios.length > 0 ? (
        <ul className={classes.rows}>
          {scenarios.map((one) => (
            <Row key={one.scenario_id} scenario={one} />
          ))}
        </ul>
      ) : (
        children
      )}
    </section>
  );
}

function matches(scenario: Scenario, words: readonly string[]): boolean {
  const text = `${scenario.name} ${scenario.description} ${scenario.scenario_id}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Scenarios that come with the program, and those that this person wrote. */
export function ScenariosPage() {
  const { t } = useTranslation('scenarios');
  const { q = '' } = route.useSearch();
  const changeSearch = route.useNavigate();
  const navigate = useNavigate();
  const scenarios = useScenarios();
  const blocked = useCreationBlocked();
  const load = useImport();
  const field = useRef<HTMLInputElement>(null);
  const { aria } = useKeys('app.search');
  useCommand('app.search', () => {
    field.current?.focus();
    field.current?.select();
  });
  const { list, onKeyDown } = useRowKeys();
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = scenarios.filter((one) => matches(one, words));
  const search = (text: string) => void changeSearch({ search: { q: text || undefined }, replace: true });
  const create = () => void navigate({ to: '/scenarios/$scenarioId', params: { scenarioId: 'new' } });
  return (
    <div className="page">
      <PageHeader title={t('title')}>
        <Meter />
        <span className="spring" />
        <TextInput
          ref={field}
          type="search"
          className={classes.search}
          aria-label={t('search')}
          placeholder={t('search')}
          aria-keyshortcuts={aria}
          leftSection={<Search size={16} aria-hidden />}
          rightSection={q ? null : <KeyHint id="app.search" />}
          maxLength={200}
          value={q}
          onChange={(event) => search(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') search('');
          }}
        />
        <FileButton accept="application/json,.json" onChange={(file) => file && load.mutate(file)}>
          {(props) => (
            <Tooltip label={blocked ?? t('import.hint')}>
              <Button
                variant="default"
                size="compact-md"
                mih={32}
                leftSection={<FileUp size={16} aria-hidden />}
                loading={load.isPending}
                aria-disabled={blocked ? true : undefined}
                data-disabled={blocked ? true : undefined}
                aria-description={blocked}
                onClick={() => {
                  if (!blocked) props.onClick();
                }}
              >
                {t('import.button')}
              </Button>
            </Tooltip>
          )}
        </FileButton>
        <CommandButton id="scenario.create" label={t('create')} icon={Plus} variant="filled" blocked={blocked} run={create} />
      </PageHeader>
      {found.length === 0 && words.length > 0 ? (
        <EmptyState
          icon={SearchX}
          title={t('none.title', { q })}
          action={
            <Button variant="default" onClick={() => search('')}>
              {t('none.action')}
            </Button>
          }
        />
      ) : (
        // Keys are heard from the links of the rows.
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
        <div className={classes.groups} ref={list} onKeyDown={onKeyDown}>
          <Group title={t('own')} scenarios={found.filter((one) => !one.built_in)}>
            {words.length === 0 && (
              <div className={classes.firstOwn}>
                <ScrollText size={20} aria-hidden />
                <Text size="sm">{t('empty')}</Text>
              </div>
            )}
          </Group>
          <Group title={t('builtIn')} scenarios={found.filter((one) => one.built_in)} />
        </div>
      )}
    </div>
  );
}
