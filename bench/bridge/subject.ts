/** What the process under test and the harness tell each other over their IPC channel. */
export type SubjectRequest = { type: 'prepare'; id: string } | { type: 'usage' } | { type: 'stop' };

export type SubjectReply =
  | { type: 'listening'; port: number }
  | { type: 'prepared'; id: string }
  | { type: 'usage'; cpuMs: number; rssMb: number; events: number };

export function reply(message: SubjectReply): void {
  process.send?.(message);
}

export function usage(events: number): SubjectReply {
  const { user, system } = process.cpuUsage();
  return { type: 'usage', cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1024 / 1024, events };
}
