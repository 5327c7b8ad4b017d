import { useTranslation } from 'react-i18next';
import { usePresence } from '../../client/presence.ts';
import { Timer } from '../../ui/timer.tsx';
import { PresenceBadge } from './presence-badge.tsx';
import classes from './presence.module.css';

/** Everybody of the organization who is here, and what they are doing since when. */
export function PeopleStrip() {
  const { t } = useTranslation('account');
  const here = usePresence().people.filter((one) => one.state !== 'offline');
  if (here.length === 0) return null;
  return (
    <ul className={classes.strip} aria-label={t('presence.people')}>
      {here.map((one) => (
        <li key={one.user_id} className={classes.person}>
          <span className={classes.name} title={one.name}>
            {one.name}
          </span>
          <PresenceBadge state={one.state} reason={one.reason} />
          <Timer from={one.since} label={t('presence.since', { name: one.name })} />
        </li>
      ))}
    </ul>
  );
}
