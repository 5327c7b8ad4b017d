/** Token accounting by the published rules: 1 audio token for 100 ms of input, 1 for 50 ms of output, the whole conversation re-sent each time. */
import type { Entry } from './conversation.ts';
import { partText } from './conversation.ts';

export type Tokens = { text: number; audio: number };

export type Usage = {
  total_tokens: number;
  input_tokens: number;
  output_tokens: number;
  input_token_details: {
    text_tokens: number;
    audio_tokens: number;
    image_tokens: number;
    cached_tokens: number;
    cached_tokens_details: { text_tokens: number; audio_tokens: number; image_tokens: number };
  };
  output_token_details: { text_tokens: number; audio_tokens: number };
};

const INPUT_MS_PER_TOKEN = 100;
const OUTPUT_MS_PER_TOKEN = 50;
/** Prompt caches work in blocks of this size. */
const CACHE_BLOCK = 64;

/** About four characters of English make a token. */
export function textTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

export function inputAudioTokens(ms: number): number {
  return Math.ceil(ms / INPUT_MS_PER_TOKEN);
}

export function outputAudioTokens(ms: number): number {
  return Math.ceil(ms / OUTPUT_MS_PER_TOKEN);
}

export function entryTokens(entry: Entry): Tokens {
  const { wire } = entry;
  if (wire.type === 'function_call') return { text: textTokens(wire.name + wire.arguments), audio: 0 };
  if (wire.type === 'function_call_output') return { text: textTokens(wire.output), audio: 0 };
  const spoken = Math.min(entry.audioMs, entry.heardMs ?? entry.audioMs);
  if (wire.role === 'assistant') {
    return { text: textTokens(wire.content.map(partText).join('')), audio: outputAudioTokens(spoken) };
  }
  const typed = wire.content.map((part) => (part.type === 'input_text' ? part.text : '')).join('');
  return { text: textTokens(typed), audio: inputAudioTokens(spoken) };
}

export type Meter = {
  /** The usage of one response. `fixed` is what stands before the conversation: instructions and tools. */
  measure(fixed: string, entries: readonly Entry[], output: Tokens): Usage;
};

/**
 * Keeps what the prompt cache holds: the longest prefix that is the same as in the response before, in whole blocks.
 * A truncated or deleted item changes the prefix from there on.
 */
export function createMeter(): Meter {
  let cached: { key: string; tokens: Tokens }[] = [];
  return {
    measure(fixed, entries, output) {
      const parts = [
        { key: fixed, tokens: { text: textTokens(fixed), audio: 0 } },
        ...entries.map((entry) => ({ key: `${entry.wire.id}:${entry.heardMs ?? ''}`, tokens: entryTokens(entry) })),
      ];
      const same = parts.findIndex((part, index) => part.key !== cached[index]?.key);
      const prefix = sum(parts.slice(0, same < 0 ? parts.length : same).map((part) => part.tokens));
      cached = parts;
      const input = sum(parts.map((part) => part.tokens));
      const hit = { text: blocks(prefix.text), audio: blocks(prefix.audio) };
      return {
        total_tokens: input.text + input.audio + output.text + output.audio,
        input_tokens: input.text + input.audio,
        output_tokens: output.text + output.audio,
        input_token_details: {
          text_tokens: input.text,
          audio_tokens: input.audio,
          image_tokens: 0,
          cached_tokens: hit.text + hit.audio,
          cached_tokens_details: { text_tokens: hit.text, audio_tokens: hit.audio, image_tokens: 0 },
        },
        output_token_details: { text_tokens: output.text, audio_tokens: output.audio },
      };
    },
  };
}

function blocks(tokens: number): number {
  return Math.floor(tokens / CACHE_BLOCK) * CACHE_BLOCK;
}

function sum(all: readonly Tokens[]): Tokens {
  return all.reduce((total, one) => ({ text: total.text + one.text, audio: total.audio + one.audio }), { text: 0, audio: 0 });
}
