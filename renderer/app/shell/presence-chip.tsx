import { useTranslation } from 'react-i18next';
import { ToneBadge } from '../../ui/state-badge.tsx';
import { useDesk } from '../../features/softphone/desk-state.ts';
import classes from './shell.module.css';
import { useOwnCall } from './use-own-calls.ts';

/** What this person is doing, derived from their calls. */
export function PresenceChip() {
  const { t } = useTranslation();
  const { call } = useOwnCall();
  const toWrapUp = useDesk((desk) => desk.kept.length > 0);
  const state = call && call.state !== 'wrapping' ? 'on_call' : toWrapUp || call ? 'wrap_up' : 'available';
  const tone = ({ available: 'available', wrap_up: 'wrap', on_call: 'human' } as const)[state];
  return (
    <span className={classes.pill} title={t('presence.label', { state: t(`presence.${state}`) })}>
      <ToneBadge tone={tone}>{t(`presence.${state}`)}</ToneBadge>
    </span>
  );
}
