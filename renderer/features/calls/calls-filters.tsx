import { ActionIcon, Button, Checkbox, NumberInput, Popover, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Columns3, FilterX, Search, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DISPOSITIONS } from '#shared/contract/calls.ts';
import { CALL_STATES } from '#shared/domain/call-state.ts';
import { useCommand, useKeys } from '../../app/shortcuts/shortcut-context.tsx';
import { useScenarios } from '../../client/queries.ts';
import { FilterDates } from '../../ui/filter-dates.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { QueryHelp, withFieldBegun } from '../transcripts/query-help.tsx';
import { type CallsSearch, isFiltered } from './calls-search.ts';
import { COLUMN_IDS, FIXED_COLUMNS, useCallsView } from './calls-view.ts';
import classes from './calls.module.css';

const TYPING_MS = 180;

type FilterProps = { search: CallsSearch; change(next: Partial<CallsSearch>): void };

/** One field for numbers, scenarios and everything that was said. */
export function SearchField({ search, change }: FilterProps) {
  const { t } = useTranslation('calls');
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(search.q ?? '');
  const { aria } = useKeys('app.search');
  const [asked, setAsked] = useState(search.q);
  const [seen, setSeen] = useState(search.q);
  const ask = useDebouncedCallback((text: string) => {
    const q = text.trim() || undefined;
    setAsked(q);
    change({ q });
  }, TYPING_MS);
  // The address can change without this field: by a link, or by going back.
  if (search.q !== seen) {
    setSeen(search.q);
    if (search.q !== asked) setTyped(search.q ?? '');
  }
  useCommand('app.search', () => {
    field.current?.focus();
    field.current?.select();
  });
  const clear = () => {
    setTyped('');
    ask('');
    ask.flush();
    field.current?.focus();
  };
  return (
    <TextInput
      ref={field}
      type="search"
      className={classes.search}
      aria-label={t('search.label')}
      placeholder={t('search.placeholder')}
      aria-keyshortcuts={aria}
      leftSection={<Search size={16} aria-hidden />}
      autoComplete="off"
      spellCheck={false}
      rightSectionWidth={68}
      rightSection={
        <span className={classes.searchTools}>
          {typed ? (
            <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('search.clear')} onClick={clear}>
              <X size={15} />
            </ActionIcon>
          ) : (
            <KeyHint id="app.search" />
          )}
          <QueryHelp
            onPick={(name) => {
              setTyped(withFieldBegun(typed, name));
              field.current?.focus();
            }}
          />
        </span>
      }
      maxLength={200}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        ask(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') ask.flush();
        if (event.key === 'Escape' && typed) clear();
        else if (event.key === 'Escape') field.current?.blur();
      }}
    />
  );
}

function ColumnPicker() {
  const { t } = useTranslation('calls');
  const { hidden, toggle } = useCallsView();
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<Columns3 size={15} aria-hidden />}>
          {t('columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('columns')}>
        <Stack gap={8}>
          {COLUMN_IDS.filter((id) => !FIXED_COLUMNS.includes(id)).map((id) => (
            <Checkbox key={id} size="xs" label={t(`column.${id}`)} checked={!hidden.includes(id)} onChange={() => toggle(id)} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Every way to narrow the list, all kept in the address. */
export function CallsFilters({ search, change }: FilterProps) {
  const { t } = useTranslation(['calls', 'kit']);
  const scenarios = useScenarios();
  const none = { state: undefined, live: undefined, scenario: undefined, disposition: undefined, from: undefined, to: undefined, min: undefined };
  return (
    <div className={classes.filters}>
      <SegmentedControl
        size="xs"
        aria-label={t('live.label')}
        data={(['all', 'true', 'false'] as const).map((value) => ({ value, label: t(`live.${value}`) }))}
        value={search.live ?? 'all'}
        onChange={(value) => change({ live: value === 'true' || value === 'false' ? value : undefined })}
      />
      <FilterSelect
        w={125}
        searchable
        label={t('column.state')}
        any={t('any.state')}
        data={CALL_STATES.map((value) => ({ value, label: t(`kit:state.${value}`) }))}
        value={search.state}
        change={(state) => change({ state })}
      />
      <FilterSelect
        w={165}
        searchable
        label={t('column.scenario')}
        any={t('any.scenario')}
        data={scenarios.map((one) => ({ value: one.scenario_id, label: one.name }))}
        value={search.scenario}
        change={(scenario) => change({ scenario })}
      />
      <FilterSelect
        w={140}
        label={t('column.disposition')}
        any={t('any.disposition')}
        data={DISPOSITIONS.map(({ code }) => ({ value: code, label: t(`kit:disposition.${code}`) }))}
        value={search.disposition}
        change={(disposition) => change({ disposition })}
      />
      <FilterDates w={180} any={t('any.dates')} from={search.from} to={search.to} change={change} />
      <NumberInput
        size="xs"
        w={110}
        min={1}
        max={86_400}
        allowDecimal={false}
        hideControls
        aria-label={t('minimum.label')}
        placeholder={t('minimum.placeholder')}
        suffix={t('minimum.unit')}
        value={search.min ?? ''}
        onChange={(value) => change({ min: typeof value === 'number' && value > 0 ? Math.round(value) : undefined })}
      />
      {isFiltered({ ...search, q: undefined }) && (
        <Button variant="subtle" size="xs" leftSection={<FilterX size={15} aria-hidden />} onClick={() => change(none)}>
          {t('clear')}
        </Button>
      )}
      <span className={classes.spring} />
      <ColumnPicker />
    </div>
  );
}
