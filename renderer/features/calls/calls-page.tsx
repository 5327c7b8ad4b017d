import { Button, Text } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { PhoneCall, PhoneOutgoing, SearchX } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../client/queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryField } from '../query/query-field.tsx';
import { Understood } from '../query/understood.tsx';
import { CallsFilters } from './calls-filters.tsx';
import { type CallsSearch, isFiltered, MAX_QUERY, sortOf, toCallQuery } from './calls-search.ts';
import { CallsTable, type CallsTotal } from './calls-table.tsx';
import classes from './calls.module.css';
import { useHits } from './use-hits.ts';

const route = getRouteApi('/calls');

function NoCalls() {
  const { t } = useTranslation('calls');
  const viewer = useMe().role === 'viewer';
  return (
    <EmptyState
      icon={PhoneCall}
      title={t('empty.title')}
      action={
        !viewer && (
          <Button component={Link} to="/softphone" leftSection={<PhoneOutgoing size={16} aria-hidden />}>
            {t('empty.action')}
          </Button>
        )
      }
    >
      {t('empty.text')}
    </EmptyState>
  );
}

function NothingFound({ clear }: { clear: () => void }) {
  const { t } = useTranslation('calls');
  return (
    <EmptyState
      icon={SearchX}
      title={t('none.title')}
      action={
        <Button variant="default" onClick={clear}>
          {t('none.action')}
        </Button>
      }
    >
      {t('none.text')}
    </EmptyState>
  );
}

/** Every call there was and is; found by number, scenario, outcome, or by what was said. */
export function CallsPage() {
  const { t } = useTranslation('calls');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [total, setTotal] = useState<CallsTotal>();
  const query = toCallQuery(search);
  const hits = useHits(query.q);
  const change = useCallback(
    (next: Partial<CallsSearch>) => void navigate({ search: (known) => ({ ...known, ...next }), replace: true }),
    [navigate],
  );
  const ask = (q: string) => change({ q: q || undefined });
  const filtered = isFiltered(search);
  return (
    <div className="page">
      <PageHeader title={t('title')}>
        {total !== undefined && (
          <Text component="output" size="sm" c="dimmed" className="tabular">
            {t(total.capped ? 'foundMore' : filtered ? 'found' : 'total', { count: total.count })}
          </Text>
        )}
        <span className="spring" />
        <QueryField
          className={classes.search}
          label={t('search.label')}
          placeholder={t('search.placeholder')}
          maxLength={MAX_QUERY}
          q={search.q ?? ''}
          change={ask}
        />
      </PageHeader>
      <CallsFilters search={search} change={change} />
      <div className={classes.understood}>
        <Understood text={search.q ?? ''} change={ask} />
      </div>
      <CallsTable
        query={query}
        sort={sortOf(search)}
        onSort={(sort) => change({ sort })}
        hits={hits}
        onTotal={setTotal}
        empty={filtered ? <NothingFound clear={() => void navigate({ search: {}, replace: true })} /> : <NoCalls />}
      />
    </div>
  );
}
