import { Check, Minus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { routes } from '#shared/contract/index.ts';
import type { Route } from '#shared/contract/route.ts';
import { type Role, ROLES } from '#shared/domain/identity.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './admin.module.css';

type Right = { summary: string; may: readonly Role[] };

/** What each role may do, by subject, as the API itself is declared: this table cannot be out of date. */
export function rightsByTag(declared: readonly Route[]): Map<string, Right[]> {
  const tags = new Map<string, Right[]>();
  for (const { tag, summary, access } of declared) {
    if (access === 'public') continue;
    const rights = tags.get(tag) ?? [];
    tags.set(tag, [...rights, { summary, may: access }]);
  }
  return tags;
}

const RIGHTS = rightsByTag(Object.values(routes).flatMap((group): Route[] => Object.values(group)));

/** What owners, supervisors, agents and viewers may do. */
export function RolesPanel() {
  const { t } = useTranslation(['admin', 'kit']);
  const columns = [{ id: 'what', label: t('roles.what') }, ...ROLES.map((role) => ({ id: role, label: t(`kit:role.${role}`), width: '110px' }))];
  return (
    <>
      <Panel title={t('roles.title')} lead={t('roles.lead')}>
        <dl className={classes.roles}>
          {ROLES.map((role) => (
            <div key={role}>
              <dt>{t(`kit:role.${role}`)}</dt>
              <dd>{t(`roles.about.${role}`)}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      {[...RIGHTS].map(([tag, rights]) => (
        <Panel key={tag} title={tag}>
          <DataTable label={tag} columns={columns}>
            {rights.map(({ summary, may }) => (
              <tr key={summary}>
                <td>{summary}</td>
                {ROLES.map((role) => (
                  <td key={role}>
                    {may.includes(role) ? (
                      <Check size={16} aria-label={t('roles.yes')} color="var(--tl-available)" />
                    ) : (
                      <Minus size={16} aria-label={t('roles.no')} color="var(--tl-offline)" />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </DataTable>
        </Panel>
      ))}
    </>
  );
}
