import { SegmentedControl, Select, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RISK_LIMITS } from '#shared/domain/risk.ts';
import { useScenarios } from '../../client/queries.ts';
import { formatDuration, formatLatency } from '../../ui/format.ts';
import { NOTABLE_SILENCE_MS, WALL_SHOWS, WALL_SORTS, type WallNumbers, type WallShow } from './wall-order.ts';
import classes from './wall.module.css';
import { useWallView } from './wall-view.ts';

const NONE = '–';

type NumberKey = 'live' | 'waiting' | 'attention' | 'longest' | 'silence' | 'response';

function Value({ name, value, trouble }: { name: NumberKey; value: string; trouble?: boolean }) {
  const { t } = useTranslation('wall');
  return (
    <Tooltip multiline maw={320} label={t(`number.${name}.definition`)} events={{ hover: true, focus: true, touch: true }}>
      <button type="button" className={classes.number} data-trouble={trouble || undefined}>
        <span className={`${classes.value} tabular`}>{value}</span> <span className={classes.label}>{t(`number.${name}.label`)}</span>
      </button>
    </Tooltip>
  );
}

/** The few numbers a supervisor acts on. Each says how it is made; it has a colour only when it asks for a deed. */
export function Numbers({ numbers }: { numbers: WallNumbers }) {
  const p95 = numbers.first_response_p95_ms;
  return (
    <div className={classes.numbers}>
      <Value name="live" value={String(numbers.live)} />
      <Value name="waiting" value={String(numbers.waiting)} />
      <Value name="attention" value={String(numbers.attention)} trouble={numbers.attention > 0} />
      <Value
        name="longest"
        value={numbers.longest_ms === 0 ? NONE : formatDuration(numbers.longest_ms)}
        trouble={numbers.longest_ms > RISK_LIMITS.longCall}
      />
      <Value
        name="silence"
        value={numbers.silence_ms < 1000 ? NONE : formatDuration(numbers.silence_ms)}
        trouble={numbers.silence_ms > NOTABLE_SILENCE_MS}
      />
      <Value name="response" value={p95 === undefined ? NONE : formatLatency(p95)} trouble={p95 !== undefined && p95 > RISK_LIMITS.slowResponse} />
    </div>
  );
}

export function WallTools() {
  const { t } = useTranslation('wall');
  const scenarios = useScenarios();
  const { sort, show, scenario, set } = useWallView();
  return (
    <div className={classes.tools}>
      <SegmentedControl
        size="xs"
        aria-label={t('show.label')}
        data={WALL_SHOWS.map((value) => ({ value, label: t(`show.${value}`) }))}
        value={show}
        onChange={(value) => set({ show: value as WallShow })}
      />
      <Select
        size="xs"
        w={190}
        clearable
        aria-label={t('scenario')}
        placeholder={t('scenario')}
        clearButtonProps={{ 'aria-label': t('anyScenario') }}
        data={scenarios.map((one) => ({ value: one.scenario_id, label: one.name }))}
        value={scenario}
        onChange={(value) => set({ scenario: value })}
      />
      <Select
        size="xs"
        w={170}
        aria-label={t('sort.label')}
        allowDeselect={false}
        data={WALL_SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
        value={sort}
        onChange={(value) => value && set({ sort: value })}
      />
    </div>
  );
}
