import { useTranslation } from 'react-i18next';
import type { Call } from '#shared/contract/calls.ts';
import { isConnected } from '#shared/domain/call-state.ts';
import { ToneBadge } from './state-badge.tsx';

/** What the AI is doing: listening, thinking or speaking. Before the call is answered there is nobody it could do that with. */
export function TurnBadge({ call }: { call: Call }) {
  const { t } = useTranslation('kit');
  if (!call.turn_state || !isConnected(call.state)) return null;
  return <ToneBadge tone={call.turn_state === 'listening' ? 'human' : 'ai'}>{t(`turn.${call.turn_state}`)}</ToneBadge>;
}
