import { Button, Checkbox, NumberInput, Popover, SegmentedControl, Stack } from '@mantine/core';
import { Columns3, FilterX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DISPOSITIONS } from '#shared/contract/calls.ts';
import { CALL_STATES } from '#shared/domain/call-state.ts';
import { useScenarios } from '../../client/queries.ts';
import { FilterDates } from '../../ui/filter-dates.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { type CallsSearch, isFiltered } from './calls-search.ts';
import { COLUMN_IDS, FIXED_COLUMNS, useCallsView } from './calls-view.ts';
import classes from './calls.module.css';

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
export function CallsFilters({ search, change }: { search: CallsSearch; change(next: Partial<CallsSearch>): void }) {
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
          <span className={classes.clear}>{t('clear')}</span>
        </Button>
      )}
      <span className="spring" />
      <ColumnPicker />
    </div>
  );
}
