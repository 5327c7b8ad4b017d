import { useNavigate } from '@tanstack/react-router';
import { useCommand } from '../../app/shortcuts/shortcut-context.tsx';
import type { LiveActions } from '../call-detail/live-actions.ts';
import { useNotForRole } from '../call-detail/use-live-actions.ts';

/** The keys of the actions, for the selected tile. */
export function useTileKeys(selected: string | undefined, actions: LiveActions): void {
  const navigate = useNavigate();
  const onSelected = (run: (call_id: string) => void) => () => {
    if (selected !== undefined) run(selected);
  };
  const some = selected !== undefined;
  const may = useNotForRole() === undefined && some;
  useCommand('call.listen', onSelected(actions.listen), may);
  useCommand('call.whisper', onSelected(actions.whisper), may);
  useCommand('call.mute', onSelected(actions.mute), may);
  useCommand('call.end', onSelected(actions.end), may);
  const open = (callId: string) => void navigate({ to: '/calls/$callId', params: { callId } });
  useCommand('wall.open', onSelected(open), some);
}
