/** What the parts of a call share: who they are, what time it is on the line, and where their events go. */
import type { CallPlan, EdgeEvent } from '#core/ports/voice-edge.ts';
import type { VoiceModel } from '#core/ports/voice-model.ts';
import type { Clock } from '#shared/domain/clock.ts';
import type { Tuning } from '../options.ts';
import type { Pulse } from '../pulse.ts';

export type Emit = (event: EdgeEvent) => void;

export type CallHost = {
  readonly plan: CallPlan;
  readonly voiceModel: VoiceModel;
  readonly clock: Clock;
  readonly tuning: Tuning;
  readonly pulse: Pulse;
  readonly emit: Emit;
};
