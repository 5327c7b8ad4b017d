/** The command line: `call` places one call and shows it. */
import { AppError } from '#shared/domain/errors.ts';
import { USAGE } from './args.ts';
import { runCall } from './call.ts';
import { UsageError } from './usage-error.ts';

async function main([command, ...args]: string[]): Promise<number> {
  if (command === 'call') return runCall(args);
  throw new UsageError(command ? `There is no command "${command}".` : 'Which command?');
}

/** Mistakes in what was asked for, as opposed to what then went wrong. */
const ASKED_WRONGLY = new Set(['VALIDATION_ERROR', 'BAD_REQUEST', 'NOT_FOUND', 'NUMBER_MALFORMED', 'NUMBER_NOT_IN_PLAN']);

function explain(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`trunkline: ${error.message}\n\n${USAGE}`);
    return 2;
  }
  if (error instanceof AppError) {
    process.stderr.write(`trunkline: ${`${error.message} ${error.details ?? ''}`.trim()} (${error.code})\n`);
    return ASKED_WRONGLY.has(error.code) ? 2 : 1;
  }
  process.stderr.write(`trunkline: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

main(process.argv.slice(2))
  .catch(explain)
  // Worker threads that hang must not keep a finished command from ending.
  .then(
    (code) => process.exit(code),
    () => process.exit(1),
  );
