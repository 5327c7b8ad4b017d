/** What a practice call asks of the person who answers it. The same words as the sandbox's control plane takes. */
export type LineArrangement = {
  /** The call's own id, as it stands in the URLs that the carrier is given. */
  match: string;
  persona?: string;
  /** A WAV file, base64. */
  audio?: string;
  seed?: number;
  faults?: Record<string, unknown>;
};
