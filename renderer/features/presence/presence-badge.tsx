import { useTranslation } from 'react-i18next';
import type { Presence } from '#shared/contract/accounts.ts';
import { ToneBadge } from '../../ui/state-badge.tsx';
import type { Tone } from '../../ui/tone.ts';

const TONES: Readonly<Record<Presence['state'], Tone>> = {
  offline: 'offline',
  available: 'available',
  talking: 'human',
  wrap_up: 'wrap',
  not_ready: 'hold',
};

/** What somebody is doing, by shape, word and colour; not ready with its reason. */
export function PresenceBadge({ state, reason }: Pick<Presence, 'state' | 'reason'>) {
  const { t } = useTranslation('kit');
  const word = t(`presence.${state}`);
  const why = state === 'not_ready' ? reason : '';
  return (
    <ToneBadge tone={TONES[state]} title={why || undefined}>
      {why ? `${word}: ${why}` : word}
    </ToneBadge>
  );
}
