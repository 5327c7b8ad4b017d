/** Placing a call with a GET, as the Speech Assistant document prints it. Only a bearer token is proof here, since any page can cause a GET. */
import { z } from 'zod';
import type { App } from '#core/app-types.ts';
import { type Call, callState, placeCall } from '#shared/contract/calls.ts';
import { instant } from '#shared/contract/common.ts';
import { CALLERS, defineRoute } from '#shared/contract/route.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import type { Asked, Handlers } from '../handler.ts';
import { SPEECH_ASSISTANT } from './tags.ts';

const placed = z.object({
  call_sid: z.string(),
  message: z.string(),
  phone_number: z.string(),
  call: z.object({
    id: z.string(),
    state: callState,
    to: z.string(),
    from: z.string(),
    direction: z.enum(['outbound', 'inbound']),
    scenario_id: z.string(),
    assistant_id: z.string().nullable(),
    created_at: instant,
    gate: z.object({ allowed: z.boolean(), reasons: z.array(z.string()) }),
  }),
});

const common = {
  method: 'GET',
  access: CALLERS,
  tag: SPEECH_ASSISTANT,
  status: 200,
  acts: true,
  idempotent: true,
  limit: 'call_initiation',
} as const;

const number = placeCall.shape.to;
const scenarioId = z.string().min(1).max(80);

export const makeCallRoutes = {
  makeCall: defineRoute({
    ...common,
    path: '/make-call/{phone_number}/{scenario}',
    summary: 'Call a number by a scenario',
    params: z.object({ phone_number: number, scenario: scenarioId }),
    response: placed.extend({ status: z.literal('success') }),
  }),
  makeCustomCall: defineRoute({
    ...common,
    path: '/make-custom-call/{phone_number}/{scenario_id}',
    summary: 'Call a number by one of your own scenarios',
    params: z.object({ phone_number: number, scenario_id: scenarioId }),
    response: placed.extend({ status: z.literal('Custom call initiated') }),
  }),
};

type Asking = Pick<Asked<typeof makeCallRoutes.makeCall>, 'actor' | 'idempotencyKey' | 'header'>;

export function makeCallHandlers({ calls, scenarios }: Pick<App, 'calls' | 'scenarios'>): Handlers<typeof makeCallRoutes> {
  async function place({ actor, idempotencyKey, header }: Asking, phone: string, scenario_id: string, message: string) {
    const input = placeCall.parse({ to: internationally(phone), scenario_id });
    const { call, replayed } = await calls.place(actor, input, idempotencyKey ? { idempotencyKey } : {});
    if (replayed) header('Idempotent-Replayed', 'true');
    return { ...toPlaced(call), message };
  }
  return {
    async makeCall(asked) {
      const { phone_number, scenario } = asked.params;
      return { status: 'success', ...(await place(asked, phone_number, scenario, 'Call initiated')) };
    },
    async makeCustomCall(asked) {
      const { phone_number, scenario_id } = asked.params;
      if ((await scenarios.get(asked.actor, scenario_id)).built_in) throw notFound('custom scenario');
      return { status: 'Custom call initiated', ...(await place(asked, phone_number, scenario_id, 'Custom call initiated')) };
    },
  };
}

/** @throws AppError PROVIDER_ERROR for a call that the carrier did not take, or did not confirm */
function toPlaced(call: Call) {
  const { call_id, call_sid, state, to, from, direction, scenario_id, created_at } = call;
  if (call_sid === null) {
    const over = isTerminal(state);
    throw new AppError('PROVIDER_ERROR', over ? `The call was not placed: ${call.reason}` : 'The carrier has not confirmed the call.', {
      details: over ? 'Nothing rang.' : 'It may ring; it is not dialled again. Look at the call before you place another one.',
      params: { call_id, state, reason_code: call.reason_code },
    });
  }
  const gate = { allowed: true, reasons: [] };
  return { call_sid, phone_number: to, call: { id: call_id, state, to, from, direction, scenario_id, assistant_id: null, created_at, gate } };
}

/** A path often loses the plus of a number. Ten digits are a North American number then, more begin with their country's code. */
export function internationally(phone: string): string {
  const digits = phone.replaceAll(/[\s().-]/g, '');
  return /^\d{11,15}$/.test(digits) ? `+${digits}` : phone;
}
