/**
 * The sandbox at arm's length: as a worker thread it answers its host by messages, as a process of its own (`npm run sandbox`) it prints
 * one line of JSON on stdout when it listens, and ends on SIGTERM or SIGINT.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { startSandbox } from './sandbox.ts';
import type { Sandbox, SandboxAddress, SandboxOptions } from './sandbox.ts';

export type WorkerMessage = { type: 'listening'; address: SandboxAddress } | { type: 'failed'; message: string };
export type WorkerCommand = { type: 'close' };

function addressOf(sandbox: Sandbox): SandboxAddress {
  const { carrierUrl, modelUrl, carrierPort, modelPort, accountSid, authToken, apiKey, controlToken } = sandbox;
  return { carrierUrl, modelUrl, carrierPort, modelPort, accountSid, authToken, apiKey, controlToken };
}

async function serveHost(port: NonNullable<typeof parentPort>): Promise<void> {
  const post = (message: WorkerMessage) => port.postMessage(message);
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox(workerData as SandboxOptions);
  } catch (error) {
    post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    return;
  }
  port.on('message', (command: WorkerCommand) => {
    if (command.type !== 'close') return;
    void sandbox.close().finally(() => process.exit(0));
  });
  post({ type: 'listening', address: addressOf(sandbox) });
}

function optionsFromArguments(): SandboxOptions {
  const { values } = parseArgs({
    options: {
      speed: { type: 'string' },
      'carrier-port': { type: 'string' },
      'model-port': { type: 'string' },
      'account-sid': { type: 'string' },
      'auth-token': { type: 'string' },
      'api-key': { type: 'string' },
      'control-token': { type: 'string' },
      'calls-per-second': { type: 'string' },
      'session-limit-ms': { type: 'string' },
      data: { type: 'string' },
    },
  });
  return {
    speed: numberOf('speed', values.speed),
    carrierPort: numberOf('carrier-port', values['carrier-port']),
    modelPort: numberOf('model-port', values['model-port']),
    accountSid: values['account-sid'],
    authToken: values['auth-token'],
    apiKey: values['api-key'],
    controlToken: values['control-token'],
    callsPerSecond: numberOf('calls-per-second', values['calls-per-second']),
    sessionLimitMs: numberOf('session-limit-ms', values['session-limit-ms']),
    dataDir: values.data ?? join(tmpdir(), 'trunkline-sandbox'),
  };
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} needs a number, not "${text}".`);
  return value;
}

async function serveProcess(): Promise<void> {
  const sandbox = await startSandbox(optionsFromArguments());
  const stop = () => void sandbox.close().finally(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ event: 'listening', ...addressOf(sandbox), pid: process.pid })}\n`);
}

if (isMainThread) {
  serveProcess().catch((error: unknown) => {
    process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
} else if (parentPort) {
  void serveHost(parentPort);
}
