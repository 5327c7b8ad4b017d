import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useScenarios } from '../../client/queries.ts';
import { FilterDates } from '../../ui/filter-dates.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { valueOf, withField } from '../query/query-text.ts';
import classes from './transcripts.module.css';

/** The most used fields as controls. They write into the box, so that there is one question and not two. */
export function QueryFilters({ q, change }: { q: string; change: (q: string) => void }) {
  const { t } = useTranslation(['transcripts', 'query']);
  const scenarios = useScenarios();
  const set = (field: string, value: string | undefined) => change(withField(q, field, value));
  const scenario = valueOf(q, 'scenario');
  const names = [...new Set(scenarios.map((one) => one.name))];
  return (
    <div className={classes.filters}>
      <SegmentedControl
        size="xs"
        aria-label={t('query:field.speaker')}
        data={[
          { value: '', label: t('speaker.any') },
          { value: 'customer', label: t('speaker.customer') },
          { value: 'agent', label: t('speaker.agent') },
        ]}
        value={valueOf(q, 'speaker') ?? ''}
        onChange={(value) => set('speaker', value)}
      />
      <FilterSelect
        w={190}
        searchable
        label={t('query:field.scenario')}
        any={t('any.scenario')}
        data={scenario === undefined || names.includes(scenario) ? names : [scenario, ...names]}
        value={scenario}
        change={(value) => set('scenario', value)}
      />
      <FilterSelect
        w={140}
        label={t('query:field.direction')}
        any={t('any.direction')}
        data={(['outbound', 'inbound'] as const).map((value) => ({ value, label: t(`direction.${value}`) }))}
        value={valueOf(q, 'direction')}
        change={(value) => set('direction', value)}
      />
      <FilterDates
        w={200}
        title={t('dates')}
        any={t('any.dates')}
        from={valueOf(q, 'after')}
        to={valueOf(q, 'before')}
        change={({ from, to }) => change(withField(withField(q, 'after', from), 'before', to))}
      />
    </div>
  );
}
