/** The command line of `trunkline`. */
import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run call -- --scenario ID --to NUMBER [options]

  --scenario ID        which scenario the AI follows, such as "appointment-reminder"
  --to NUMBER          who is called, such as +15005550006
  --callee PERSONA     practice: which of the sandbox's people answers
  --callee-audio FILE  practice: a WAV file (8 to 48 kHz) that is played as the person who answers
  --var NAME=VALUE     a variable of the scenario; may be given several times
  --data DIR           data folder (default: TRUNKLINE_DATA_DIR, else the system's place for a program's data)
  --json               one event a line, ending with call.summary (use npm run --silent)
  --help               show this

Exit code: 0 the call was completed, 1 it was not (busy, no answer …), 2 bad usage.
`;

export type CallOptions = {
  scenario: string;
  to: string;
  callee: string | undefined;
  calleeAudio: string | undefined;
  variables: Record<string, string>;
  data: string | undefined;
  json: boolean;
};

/** The options, `help`, or what is wrong with them. */
export function readCallArgs(args: string[]): CallOptions | 'help' | { problem: string } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        scenario: { type: 'string' },
        to: { type: 'string' },
        callee: { type: 'string' },
        'callee-audio': { type: 'string' },
        var: { type: 'string', multiple: true, default: [] },
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    if (!values.scenario) return { problem: 'Which scenario? Give it with --scenario.' };
    if (!values.to) return { problem: 'Who is called? Give a number with --to.' };
    if (values.data === '') return { problem: 'Which folder? --data is empty.' };
    if (values.callee && values['callee-audio']) return { problem: 'Either --callee or --callee-audio answers the call, not both.' };
    return {
      scenario: values.scenario,
      to: values.to,
      callee: values.callee,
      calleeAudio: values['callee-audio'],
      variables: Object.fromEntries(values.var.map(readVariable)),
      data: values.data,
      json: values.json,
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function readVariable(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`--var takes NAME=VALUE, not "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}
