import { SegmentedControl, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { useScenarios } from '../../client/queries.ts';
import { valueOf, withField } from './transcripts-search.ts';
import classes from './transcripts.module.css';

/** The most used fields as controls. They write into the box, so that there is one question and not two. */
export function QueryFilters({ q, change }: { q: string; change: (q: string) => void }) {
  const { t } = useTranslation('transcripts');
  const scenarios = useScenarios();
  const set = (field: string, value: string | null) => change(withField(q, field, value ?? undefined));
  const scenario = valueOf(q, 'scenario');
  const names = [...new Set(scenarios.map((one) => one.name))];
  return (
    <div className={classes.filters}>
      <SegmentedControl
        size="xs"
        aria-label={t('field.speaker')}
        data={[
          { value: '', label: t('speaker.any') },
          { value: 'customer', label: t('speaker.customer') },
          { value: 'agent', label: t('speaker.agent') },
        ]}
        value={valueOf(q, 'speaker') ?? ''}
        onChange={(value) => set('speaker', value)}
      />
      <Select
        size="xs"
        w={190}
        clearable
        searchable
        aria-label={t('field.scenario')}
        placeholder={t('any.scenario')}
        clearButtonProps={{ 'aria-label': t('any.scenario') }}
        data={scenario === undefined || names.includes(scenario) ? names : [scenario, ...names]}
        value={scenario ?? null}
        onChange={(value) => set('scenario', value)}
      />
      <Select
        size="xs"
        w={140}
        clearable
        aria-label={t('field.direction')}
        placeholder={t('any.direction')}
        clearButtonProps={{ 'aria-label': t('any.direction') }}
        data={(['outbound', 'inbound'] as const).map((value) => ({ value, label: t(`direction.${value}`) }))}
        value={valueOf(q, 'direction') ?? null}
        onChange={(value) => set('direction', value)}
      />
      <DatePickerInput
        size="xs"
        w={200}
        type="range"
        clearable
        allowSingleDateInRange
        valueFormat="D MMM YYYY"
        placeholder={t('any.dates')}
        title={t('dates')}
        clearButtonProps={{ 'aria-label': t('any.dates') }}
        value={[valueOf(q, 'after') ?? null, valueOf(q, 'before') ?? null]}
        onChange={([after, before]) => change(withField(withField(q, 'after', after ?? undefined), 'before', before ?? undefined))}
      />
    </div>
  );
}
