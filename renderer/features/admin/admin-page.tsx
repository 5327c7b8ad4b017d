import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { EVERYONE, OWNERS, SUPERVISORS } from '#shared/contract/route.ts';
import type { Role } from '#shared/domain/identity.ts';
import { useMe } from '../../client/queries.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ADMIN_TABS, type AdminTab } from './admin-search.ts';
import classes from './admin.module.css';
import { AuditPanel } from './audit-panel.tsx';
import { ErasurePanel } from './erasure-panel.tsx';
import { InvitationsPanel } from './invitations-panel.tsx';
import { NotAllowed } from './not-allowed.tsx';
import { OrganizationPanel } from './organization-panel.tsx';
import { PeoplePanel } from './people-panel.tsx';
import { RetentionPanel } from './retention-panel.tsx';
import { RolesPanel } from './roles-panel.tsx';
import { TeamsPanel } from './teams-panel.tsx';

const route = getRouteApi('/admin');

function People() {
  return (
    <>
      <OrganizationPanel />
      <PeoplePanel />
    </>
  );
}

const TABS: Readonly<Record<AdminTab, { allowed: readonly Role[]; Content: ComponentType }>> = {
  people: { allowed: EVERYONE, Content: People },
  invitations: { allowed: OWNERS, Content: InvitationsPanel },
  teams: { allowed: EVERYONE, Content: TeamsPanel },
  audit: { allowed: SUPERVISORS, Content: AuditPanel },
  retention: { allowed: SUPERVISORS, Content: RetentionPanel },
  erasure: { allowed: OWNERS, Content: ErasurePanel },
  roles: { allowed: EVERYONE, Content: RolesPanel },
};

/** People, what they may do and did, and how long what is kept. */
export function AdminPage() {
  const { t } = useTranslation('admin');
  const { role } = useMe();
  const { tab = 'people' } = route.useSearch();
  const navigate = route.useNavigate();
  const { allowed, Content } = TABS[tab];
  return (
    <div className="page">
      <PageHeader title={t('title')} />
      <Tabs
        className={classes.tabs}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: ADMIN_TABS.find((one) => one === next) }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabList}>
          {ADMIN_TABS.map((one) => (
            <Tabs.Tab
              key={one}
              value={one}
              rightSection={TABS[one].allowed.includes(role) ? undefined : <Lock size={13} aria-label={t('locked.short')} />}
            >
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} className={classes.panel}>
          <div className={classes.sections}>{allowed.includes(role) ? <Content /> : <NotAllowed allowed={allowed} />}</div>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
