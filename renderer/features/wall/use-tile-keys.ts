import { useNavigate } from '@tanstack/react-router';
import { useCommand } from '../../app/shortcuts/shortcut-context.tsx';
import type { LiveActions } from '../call-detail/live-actions.ts';

/** The keys of the actions, for the selected tile. */
export function useTileKeys(selected: string | undefined, actions: LiveActions): void {
  const navigate = useNavigate();
  const onSelected = (run: (call_id: string) => void) => () => {
    if (selected !== undefined) run(selected);
  };
  const some = selected !== undefined;
  useCommand('call.listen', onSelected(actions.listen), some);
  useCommand('call.whisper', onSelected(actions.whisper), some);
  useCommand('call.mute', onSelected(actions.mute), some);
  useCommand('call.end', onSelected(actions.end), some);
  const open = (callId: string) => void navigate({ to: '/calls/$callId', params: { callId } });
  useCommand('wall.open', onSelected(open), some);
}
