import { UnstyledButton } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatPhone } from '#shared/domain/phone.ts';
import { useEffect, useRef } from 'react';
import { useCommand } from '../../app/shortcuts/shortcut-context.tsx';
import { describeFailure } from '../../client/failure.ts';
import { useFollowedCall } from '../../client/live-hooks.ts';
import { useCallDetail } from '../../client/queries.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { useDesk } from './desk-state.ts';
import classes from './softphone.module.css';

function CallTab({ id, shown }: { id: string; shown: boolean }) {
  const show = useDesk((desk) => desk.show);
  const dismiss = useDesk((desk) => desk.dismiss);
  const call = useFollowedCall(id)?.call;
  const { error } = useCallDetail(id);
  // A call that is no longer there has nothing to wrap up.
  const gone = error !== null && describeFailure(error).code === 'NOT_FOUND';
  useEffect(() => {
    if (gone) dismiss(id);
  }, [gone, dismiss, id]);
  const tab = useRef<HTMLButtonElement>(null);
  const known = call !== undefined;
  // There may be more calls than room: the one on the desk stays in sight, also when another tab appears before it.
  useEffect(() => {
    tab.current?.parentElement?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [shown, known]);
  if (!call) return null;
  return (
    <UnstyledButton ref={tab} className={classes.tab} aria-current={shown ? 'true' : undefined} onClick={() => show(id)}>
      <StateBadge state={call.state} />
      <span className="tabular">{formatPhone(call.to)}</span>
    </UnstyledButton>
  );
}

/** The calls on the desk, and the preparation of the next one. */
export function CallTabs({ calls, shown }: { calls: readonly string[]; shown: string | undefined }) {
  const { t } = useTranslation('softphone');
  const show = useDesk((desk) => desk.show);
  const places = [undefined, ...calls];
  const step = (by: number) => {
    const next = places.indexOf(shown) + by;
    if (next >= 0 && next < places.length) show(places[next]);
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));
  return (
    <nav className={classes.tabs} aria-label={t('tabs.label')}>
      <UnstyledButton className={classes.tab} aria-current={shown ? undefined : 'true'} onClick={() => show(undefined)}>
        <Plus size={15} aria-hidden />
        {t('tabs.new')}
      </UnstyledButton>
      {calls.map((id) => (
        <CallTab key={id} id={id} shown={id === shown} />
      ))}
    </nav>
  );
}
