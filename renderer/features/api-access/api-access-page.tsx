import { Anchor, Tabs } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../client/console-context.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './api-access.module.css';
import { curlExample, typescriptExample } from './examples.ts';
import { type MadeToken, TokensPanel } from './tokens-panel.tsx';

/** Where the hub listens when nothing else was asked for; the desktop itself listens nowhere. */
const USUAL_HUB = 'http://127.0.0.1:4870';
const COMPAT_PORTS = [3001, 5050, 8000] as const;
const HUB_COMMAND = 'npm run hub';
const COMPAT_COMMAND = 'npm run hub -- --compat-ports';

function Addresses({ base, hub }: { base: string; hub: boolean }) {
  const { t } = useTranslation('apiAccess');
  return (
    <Panel title={t('addresses.title')} lead={t(hub ? 'addresses.lead' : 'addresses.desktop')}>
      {hub ? <CopyField label={t('addresses.base')} value={`${base}/api/v1`} /> : <CopyField label={t('addresses.command')} value={HUB_COMMAND} />}
      {hub && (
        <p className={classes.links}>
          <Anchor href="/api/docs" target="_blank" rel="noreferrer" underline="always">
            {t('addresses.docs')}
          </Anchor>
          <Anchor href="/api/openapi.json" target="_blank" rel="noreferrer" underline="always">
            {t('addresses.openapi')}
          </Anchor>
        </p>
      )}
      <p className={classes.hint}>{t('addresses.compat', { ports: COMPAT_PORTS.join(', ') })}</p>
      <CopyField label={t('addresses.compatCommand')} value={COMPAT_COMMAND} />
    </Panel>
  );
}

function Examples({ base, token }: { base: string; token: string }) {
  const { t } = useTranslation('apiAccess');
  return (
    <Panel title={t('examples.title')} lead={t('examples.lead')}>
      <Tabs defaultValue="curl" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="curl">curl</Tabs.Tab>
          <Tabs.Tab value="typescript">TypeScript</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="curl">
          <CopyField lines label={t('examples.curl')} value={curlExample(base, token)} />
        </Tabs.Panel>
        <Tabs.Panel value="typescript">
          <CopyField lines label={t('examples.typescript')} value={typescriptExample(base, token)} />
        </Tabs.Panel>
      </Tabs>
    </Panel>
  );
}

/** How other programs work with this one: tokens, addresses, and an example that runs. */
export function ApiAccessPage() {
  const { t } = useTranslation('apiAccess');
  const { host } = useConsole();
  const [made, setMade] = useState<MadeToken>();
  const hub = host.kind === 'hub';
  const base = hub ? location.origin : USUAL_HUB;
  return (
    <>
      <PageHeader title={t('title')} />
      <div className={classes.sections}>
        <TokensPanel made={made} onMade={setMade} />
        <Addresses base={base} hub={hub} />
        <Examples base={base} token={made?.token ?? '$TRUNKLINE_TOKEN'} />
      </div>
    </>
  );
}
