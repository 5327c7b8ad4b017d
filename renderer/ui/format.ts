/** Durations, sizes and moments for people. */

/** `mm:ss`, or `h:mm:ss` from one hour on. Negative is zero. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, ...rest] = parts;
  const tail = rest.map((one) => String(one).padStart(2, '0')).join(':');
  return hours > 0 ? `${hours}:${tail}` : tail;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? 'B'}`;
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** The time today, the day otherwise, with its year when that is another one. */
export function formatMoment(iso: string, now: Date = new Date()): string {
  const at = new Date(iso);
  if (at.toDateString() === now.toDateString()) return TIME.format(at);
  const day = at.getFullYear() === now.getFullYear() ? DAY : DAY_OF_YEAR;
  return `${day.format(at)}, ${TIME.format(at)}`;
}

export function formatFull(iso: string): string {
  return FULL.format(new Date(iso));
}

/** Seconds with one decimal from one second on, milliseconds below. */
export function formatLatency(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`;
}
