/** The hub's command line. */
import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run hub -- [options]

  --port N      port of the console and the API on 127.0.0.1; 0 is any free one (default 4870, or any free one when that is taken)
  --edge-port N port that the carrier and its media reach; 0 is any free one (default 0)
  --data DIR    data folder (default: TRUNKLINE_DATA_DIR, else the system's place for a program's data)
  --compat-ports also answer on 3001, 5050 and 8000 of this machine, where the clients of the documented APIs look for them; a personal token in
                NEXT_PUBLIC_VAPI_TOKEN stands for clients of 3001 that send none
  --json        print one JSON line when ready, and nothing else, on stdout
  --open        open the console in the browser
  --help        show this
`;

const DEFAULT_PORT = 4870;

export type HubOptions = {
  port: number;
  /** The port was asked for: it is that one or none. */
  portIsFixed: boolean;
  edgePort: number;
  data: string | undefined;
  compatPorts: boolean;
  json: boolean;
  open: boolean;
};

/** The options, `help`, or what is wrong with them. */
export function readHubArgs(args: string[]): HubOptions | 'help' | { problem: string } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string' },
        'edge-port': { type: 'string', default: '0' },
        data: { type: 'string' },
        'compat-ports': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        open: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    if (values.data === '') return { problem: 'Which folder? --data is empty.' };
    return {
      port: readPort('--port', values.port ?? String(DEFAULT_PORT)),
      portIsFixed: values.port !== undefined,
      edgePort: readPort('--edge-port', values['edge-port']),
      data: values.data,
      compatPorts: values['compat-ports'],
      json: values.json,
      open: values.open,
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function readPort(name: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new Error(`${name} takes a port number from 0 to 65535, not "${text}".`);
  return port;
}
