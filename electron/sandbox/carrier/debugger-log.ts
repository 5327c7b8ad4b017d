/** The carrier's debugger: errors and warnings that have a code but no HTTP answer to travel in. */

export type DebuggerEntry = {
  /** Milliseconds since the Unix epoch on the carrier's clock. */
  at: number;
  level: 'error' | 'warning';
  code: number;
  message: string;
  callSid?: string;
  url?: string;
};

export type DebuggerLog = {
  error(code: number, message: string, about?: { callSid?: string; url?: string }): void;
  warning(code: number, message: string, about?: { callSid?: string; url?: string }): void;
  entries(): readonly DebuggerEntry[];
};

const KEPT = 2000;

export function createDebuggerLog(wallTime: () => number): DebuggerLog {
  const entries: DebuggerEntry[] = [];
  const add = (level: DebuggerEntry['level'], code: number, message: string, about = {}) => {
    entries.push({ at: wallTime(), level, code, message, ...about });
    if (entries.length > KEPT) entries.splice(0, entries.length - KEPT);
  };
  return {
    error: (code, message, about) => add('error', code, message, about),
    warning: (code, message, about) => add('warning', code, message, about),
    entries: () => entries,
  };
}
