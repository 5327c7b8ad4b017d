import { Button, Menu, Modal, TextInput, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, CircleUserRound, Disc, LogOut, MessageSquareText, PauseCircle } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../app/announcer.tsx';
import { useCommand, useKeys } from '../../app/shortcuts/shortcut-context.tsx';
import { useOwnPresence, useSetPresence } from '../../client/presence.ts';
import { useMe } from '../../client/queries.ts';
import { useSignOut } from '../sign-in/use-sign-out.ts';
import { PresenceBadge } from './presence-badge.tsx';
import classes from './presence.module.css';

const REASONS = ['break', 'lunch', 'meeting', 'training'] as const;
const MAX_REASON = 80;

/** Not ready for a reason of one's own words. */
function OwnReason({ send, close }: { send: (reason: string) => void; close: () => void }) {
  const { t } = useTranslation('account');
  const [reason, setReason] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (reason.trim()) send(reason.trim());
  };
  return (
    <Modal opened onClose={close} title={t('presence.other')} closeButtonProps={{ 'aria-label': t('presence.close') }}>
      <form className={classes.own} onSubmit={submit}>
        <TextInput
          data-autofocus
          label={t('presence.why')}
          placeholder={t('presence.example')}
          maxLength={MAX_REASON}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!reason.trim()}>
          {t('presence.send')}
        </Button>
      </form>
    </Modal>
  );
}

/** What this person is doing, as the others see it, and the ways to say it oneself; also the way out. */
export function PresenceMenu() {
  const { t } = useTranslation(['account', 'kit']);
  const { name, role } = useMe();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const [asking, setAsking] = useState(false);
  const presence = useOwnPresence();
  const { mutate: set } = useSetPresence();
  const { mutate: signOut } = useSignOut();
  const { aria } = useKeys('app.presence');
  useCommand('app.presence', () => setOpened(true));
  const state = presence?.state ?? 'available';
  const say = (next: 'available' | 'not_ready', reason = '') => {
    setAsking(false);
    set({ state: next, reason }, { onSuccess: () => announce(t('presence.now', { state: `${t(`kit:presence.${next}`)} ${reason}`.trim() })) });
  };
  return (
    <>
      {asking && <OwnReason close={() => setAsking(false)} send={(reason) => say('not_ready', reason)} />}
      <Menu opened={opened} onChange={setOpened} position="bottom-end" shadow="md" width={250} returnFocus>
        <Menu.Target>
          <UnstyledButton className={classes.pill} aria-keyshortcuts={aria} title={t('presence.change')}>
            <PresenceBadge state={state} reason={presence?.reason ?? ''} />
            <VisuallyHidden>{t('presence.change')}</VisuallyHidden>
            <ChevronDown size={14} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {name} · {t(`kit:role.${role}`)}
          </Menu.Label>
          <Menu.Item leftSection={<Disc size={16} aria-hidden color="var(--tl-available)" />} onClick={() => say('available')}>
            {t('kit:presence.available')}
          </Menu.Item>
          {REASONS.map((reason) => (
            <Menu.Item
              key={reason}
              leftSection={<PauseCircle size={16} aria-hidden color="var(--tl-hold)" />}
              onClick={() => say('not_ready', t(`presence.reason.${reason}`))}
            >
              {t('presence.notReady', { reason: t(`presence.reason.${reason}`) })}
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<MessageSquareText size={16} aria-hidden color="var(--tl-hold)" />} onClick={() => setAsking(true)}>
            {t('presence.other')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<CircleUserRound size={16} aria-hidden />} onClick={() => void navigate({ to: '/account' })}>
            {t('title')}
          </Menu.Item>
          <Menu.Item leftSection={<LogOut size={16} aria-hidden />} onClick={() => signOut()}>
            {t('signOut.button')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
