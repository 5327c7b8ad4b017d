/**
 * Which words of the AI's text have been heard, from how much of its audio has been heard.
 *
 * Text and audio arrive interleaved. Where text arrives with its audio, the audio position at its arrival is where it is spoken; a model that
 * runs ahead with its text is recognised by the audio that still follows the last piece, and its positions are stretched over the whole.
 */
type Anchor = { atMs: number; chars: number };

/** Ordinary speech: 15 characters a second. */
const MS_PER_CHARACTER = 66;

export class SpokenText {
  private text = '';
  private readonly anchors: Anchor[] = [];
  private audioMs = 0;
  private done = false;

  get full(): string {
    return this.text;
  }

  get generatedMs(): number {
    return this.audioMs;
  }

  addText(delta: string): void {
    if (delta === '') return;
    this.anchors.push({ atMs: this.audioMs, chars: this.text.length });
    this.text += delta;
  }

  addAudio(ms: number): void {
    this.audioMs += ms;
  }

  /** The text is complete; the final word of the provider replaces the pieces. */
  finishText(text: string): void {
    if (this.anchors.length === 0) this.anchors.push({ atMs: 0, chars: 0 });
    this.text = text;
  }

  finishAudio(): void {
    this.done = true;
  }

  /** Nothing more comes, and the audio broke off before the text did: what was not spoken is forgotten. */
  breakOff(): void {
    const last = this.anchors.at(-1);
    if (last && !this.done) this.text = this.text.slice(0, last.chars + Math.ceil((this.audioMs - last.atMs) / MS_PER_CHARACTER));
    this.done = true;
  }

  /** The whole words that were heard in the first `ms` of audio. A word counts once more than half of it was heard. */
  heard(ms: number): string {
    if (ms <= 0) return '';
    if (this.done && ms >= this.audioMs) return this.text.trim();
    return cutToWords(this.text, this.charsAt(ms)).trim();
  }

  private charsAt(ms: number): number {
    const last = this.anchors.at(-1);
    if (!last || this.audioMs <= 0) return 0;
    const rate = this.text.length / this.audioMs;
    const expectedEnd = last.atMs + (this.text.length - last.chars) / Math.max(rate, 1e-9);
    const stretch = this.done && expectedEnd > 0 ? this.audioMs / expectedEnd : 1;
    for (let i = this.anchors.length - 1; i >= 0; i--) {
      const anchor = this.anchors[i];
      if (!anchor || anchor.atMs * stretch > ms) continue;
      const next = this.anchors[i + 1] ?? { atMs: this.audioMs / stretch, chars: this.text.length };
      const span = (next.atMs - anchor.atMs) * stretch;
      const share = span <= 0 ? 0 : Math.min(1, (ms - anchor.atMs * stretch) / span);
      return anchor.chars + share * (next.chars - anchor.chars);
    }
    return 0;
  }
}

function cutToWords(text: string, chars: number): string {
  let end = 0;
  for (const word of text.matchAll(/\S+/g)) {
    const start = word.index;
    if (start + word[0].length / 2 > chars) break;
    end = start + word[0].length;
  }
  return text.slice(0, end);
}
