/** The headless host: the console and the API over HTTP on loopback, the live plane beside them. */
import { AppError } from '#shared/domain/errors.ts';
import { dataFolder } from '../data-folder.ts';
import { createLog } from '../log.ts';
import { readHubArgs, USAGE } from './args.ts';
import { openBrowser } from './open-browser.ts';
import { startHub } from './start-hub.ts';

/** People read the address; programs read the log. */
const log = createLog(process.argv.includes('--json') ? {} : { level: process.env.TRUNKLINE_LOG_LEVEL ?? 'warn' });

async function main(args: string[]): Promise<number | undefined> {
  const options = readHubArgs(args);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if ('problem' in options) {
    process.stderr.write(`trunkline: ${options.problem}\n\n${USAGE}`);
    return 2;
  }
  const hub = await startHub({ ...options, dataDir: dataFolder(options.data), log });
  const { url, edgeUrl, consoleUrl, mode } = hub;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ event: 'listening', url, edge: edgeUrl, console: consoleUrl, pid: process.pid })}\n`);
  } else {
    const practice = mode === 'practice' ? '\nPractice mode: calls are answered by practice people on this machine; nothing is dialled.' : '';
    process.stdout.write(`Trunkline is ready. Open the console (this address works once):\n\n  ${consoleUrl}\n${practice}\nStop it with Ctrl+C.\n`);
  }
  if (options.open) openBrowser(consoleUrl);

  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    await hub.close();
    process.exit(code);
  };
  // Kept for the whole run: a terminal and npm both send the signal, and the second one must not cut the closing short.
  process.on('SIGTERM', () => void stop(0));
  process.on('SIGINT', () => void stop(0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err: unknown) => {
      log.error({ err }, 'an unexpected error ended the program; calls are ended and what was recorded is safe');
      void stop(1);
    });
  }
  return undefined;
}

/** A failure that was foreseen is told in its own words; any other also goes to the log whole. */
function explain(error: unknown): void {
  if (error instanceof AppError) {
    process.stderr.write(`trunkline: ${error.message} ${error.details ?? ''}`.trimEnd() + ` (${error.code})\n`);
    return;
  }
  log.error({ err: error }, 'the hub could not start');
  process.stderr.write(`trunkline: the hub could not start: ${error instanceof Error ? error.message : String(error)}\n`);
}

main(process.argv.slice(2)).then(
  (code) => {
    if (code !== undefined) process.exitCode = code;
  },
  (error: unknown) => {
    explain(error);
    process.exit(1);
  },
);
