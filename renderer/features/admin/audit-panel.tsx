import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { FilterX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { AUDIT_ACTIONS } from '#shared/domain/audit.ts';
import { type Role, ROLES } from '#shared/domain/identity.ts';
import { useConsole } from '../../client/console-context.ts';
import { dayEnd, dayStart } from '../../client/day-edges.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { FilterDates } from '../../ui/filter-dates.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { formatFull } from '../../ui/format.ts';
import { Pager } from '../../ui/pager.tsx';
import { Panel } from '../../ui/panel.tsx';
import type { AdminSearch } from './admin-search.ts';
import classes from './admin.module.css';
import { usePeople } from './use-people.ts';

const route = getRouteApi('/admin');
const PAGE_SIZE = 50;

/** What is recorded, as it can be filtered by: the beginning that several share, and each whole name. */
export const AUDIT_CHOICES = [...Map.groupBy(AUDIT_ACTIONS, (action) => action.replace(/(?<=\.).*/, ''))].flatMap(([group, actions]) =>
  actions.length > 1 ? [group, ...actions] : actions,
);

/** Where the words for an action or a group stand. */
export const auditLabelKey = (action: string) => `audit.action.${action.replace(/\.$/, '').replaceAll('.', '_')}`;

/** The question to the API; days are those of this console. */
export function auditQuery({ action, actor, from, to, page }: AdminSearch) {
  return {
    action,
    actor_id: actor,
    from_date: from && dayStart(from),
    to_date: to && dayEnd(to),
    page: page ?? 1,
    limit: PAGE_SIZE,
  };
}

type DetailWords = {
  /** What a detail is called; undefined for one that has no words. */
  name(name: string): string | undefined;
  yes: string;
  no: string;
  /** Words for a value: a role, a person. */
  value(value: string): string | undefined;
};

/** Details of a deed as short words: `role: Agent, before: Owner`. */
export function detailText(detail: Readonly<Record<string, unknown>>, words: DetailWords): string {
  const said = (value: unknown): string => {
    if (value === null) return '–';
    if (Array.isArray(value)) return value.map(said).join(' + ');
    if (typeof value === 'boolean') return value ? words.yes : words.no;
    if (typeof value === 'string') return words.value(value) ?? value;
    return JSON.stringify(value);
  };
  return Object.entries(detail)
    .map(([name, value]) => `${words.name(name) ?? name.replaceAll('_', ' ')}: ${said(value)}`)
    .join(', ');
}

function useDetailWords(names: ReadonlyMap<string, string>): DetailWords {
  const { t, i18n } = useTranslation(['admin', 'kit']);
  return {
    name: (name) => (i18n.exists(`admin:audit.detail.${name}`) ? t(`audit.detail.${name}`, { defaultValue: name }) : undefined),
    yes: t('audit.yes'),
    no: t('audit.no'),
    value: (value) => (ROLES.some((role) => role === value) ? t(`kit:role.${value as Role}`) : names.get(value)),
  };
}

function Subject({ entry, names }: { entry: AuditEntry; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation('admin');
  const person = entry.subject_type === 'user' ? names.get(entry.subject_id) : undefined;
  if (person !== undefined) return person;
  if (entry.subject_type === 'call') {
    return (
      <Link to="/calls/$callId" params={{ callId: entry.subject_id }}>
        {t('audit.call')}
      </Link>
    );
  }
  return <span title={entry.subject_id}>{t(`audit.subject.${entry.subject_type}`, { defaultValue: entry.subject_type })}</span>;
}

/** Who did what to what, newest first. Nobody can change it. */
export function AuditPanel() {
  const { t } = useTranslation('admin');
  const { api } = useConsole();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const people = usePeople();
  const query = auditQuery(search);
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'audit', query],
    queryFn: ({ signal }) => api.call(routes.people.audit, { query }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const change = (next: Partial<AdminSearch>) => void navigate({ search: (known) => ({ ...known, page: undefined, ...next }), replace: true });
  const filtered = [search.action, search.actor, search.from, search.to].some((one) => one !== undefined);
  const names = new Map(people.map((one) => [one.id, one.name]));
  const words = useDetailWords(names);
  const columns = (['at', 'who', 'action', 'subject', 'detail', 'address'] as const).map((id) => ({ id, label: t(`audit.column.${id}`) }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <Panel title={t('audit.title')} lead={t('audit.lead')}>
      <div className={classes.filters}>
        <FilterSelect
          w={210}
          searchable
          label={t('audit.column.action')}
          any={t('audit.any.action')}
          data={AUDIT_CHOICES.map((value) => ({ value, label: t(auditLabelKey(value), { defaultValue: value }) }))}
          value={search.action}
          change={(action) => change({ action })}
        />
        <FilterSelect
          w={190}
          searchable
          label={t('audit.column.who')}
          any={t('audit.any.who')}
          data={people.map((one) => ({ value: one.id, label: one.name }))}
          value={search.actor}
          change={(actor) => change({ actor })}
        />
        <FilterDates w={200} any={t('audit.any.dates')} from={search.from} to={search.to} change={change} />
        {filtered && (
          <Button
            variant="subtle"
            size="xs"
            leftSection={<FilterX size={15} aria-hidden />}
            onClick={() => change({ action: undefined, actor: undefined, from: undefined, to: undefined })}
          >
            {t('audit.clear')}
          </Button>
        )}
        <output className={`${classes.dim} tabular`}>{data && t('audit.count', { count: data.total })}</output>
      </div>
      {data && (
        <DataTable label={t('audit.title')} columns={columns} empty={data.items.length === 0 ? t('audit.empty') : undefined}>
          {data.items.map((one) => (
            <tr key={one.id}>
              <td className={`${classes.moment} tabular`}>{formatFull(one.at)}</td>
              <td>{one.actor_id === null ? t('audit.nobody') : (names.get(one.actor_id) ?? one.actor_name)}</td>
              <td>{t(auditLabelKey(one.action), { defaultValue: one.action })}</td>
              <td>
                <Subject entry={one} names={names} />
              </td>
              <td className={classes.detail}>{detailText(one.detail, words)}</td>
              <td>{one.address}</td>
            </tr>
          ))}
        </DataTable>
      )}
      {data && <Pager total={data.total_pages} page={query.page} change={(page) => change({ page })} />}
    </Panel>
  );
}
