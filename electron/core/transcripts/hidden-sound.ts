import type { RedactionSpan } from '#shared/domain/redaction.ts';

/**
 * Where in the sound the hidden words of a line are, in milliseconds of the recording: by the share of characters, which is how evenly people
 * speak, widened so that a beginning or an end is never heard.
 */
export function hiddenSound(
  line: { text: string; start_ms: number; end_ms: number },
  spans: readonly RedactionSpan[],
): { from_ms: number; to_ms: number }[] {
  const MARGIN_MS = 350;
  const length = Math.max(1, line.text.length);
  const msPerCharacter = (line.end_ms - line.start_ms) / length;
  return spans.map((span) => ({
    from_ms: Math.max(line.start_ms, Math.floor(line.start_ms + span.start * msPerCharacter - MARGIN_MS)),
    to_ms: Math.min(line.end_ms, Math.ceil(line.start_ms + span.end * msPerCharacter + MARGIN_MS)),
  }));
}
