/** Calendar days of this console as the moments between which they lie. */

/** The moment a day, `YYYY-MM-DD`, begins in this console's time zone: ISO 8601 in UTC. */
export function dayStart(day: string): string {
  return new Date(`${day}T00:00:00`).toISOString();
}

/** The last millisecond of a day. */
export function dayEnd(day: string): string {
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + 1);
  at.setMilliseconds(-1);
  return at.toISOString();
}
