/** Programs that work as they stand: a practice call placed through the API at a given address. */

const CALL = { to: '+15005550110', scenario_id: 'appointment-reminder', practice: { persona: 'friendly', seed: 1 } };

/** @param base such as `http://127.0.0.1:4870` @param token a personal token, or the name of what stands for one */
export function curlExample(base: string, token: string): string {
  return [
    `curl ${base}/api/v1/calls \\`,
    `  -H "Authorization: Bearer ${token}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -H "Idempotency-Key: try-$(date +%s)" \\`,
    `  -d '${JSON.stringify(CALL)}'`,
  ].join('\n');
}

export function typescriptExample(base: string, token: string): string {
  return `const answer = await fetch('${base}/api/v1/calls', {
  method: 'POST',
  headers: {
    Authorization: 'Bearer ${token}',
    'Content-Type': 'application/json',
    'Idempotency-Key': crypto.randomUUID(),
  },
  body: JSON.stringify({
    to: '${CALL.to}',
    scenario_id: '${CALL.scenario_id}',
    practice: { persona: '${CALL.practice.persona}', seed: ${CALL.practice.seed} },
  }),
});
if (!answer.ok) throw new Error((await answer.json()).message);
const call = await answer.json();
console.log(call.call_id, call.state);`;
}
