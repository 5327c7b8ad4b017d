/** The items of a conversation: what was said, how much of it was heard, and what it weighs in tokens. */
import type { SpokenWord } from '../types.ts';
import { ApiError } from './api-error.ts';
import type { NewItem } from './client-events.ts';
import type { Turn } from './dialogue/turn.ts';
import { newId } from './ids.ts';

export type ContentPart =
  | { type: 'input_text' | 'output_text'; text: string }
  | { type: 'input_audio'; transcript: string | null }
  | { type: 'output_audio'; transcript?: string }
  | { type: 'input_image'; image_url: string };

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

export type WireItem = { id: string; object: 'realtime.item'; status: ItemStatus } & (
  | { type: 'message'; role: 'system' | 'user' | 'assistant'; content: ContentPart[] }
  | { type: 'function_call'; call_id: string; name: string; arguments: string }
  | { type: 'function_call_output'; call_id: string; output: string }
);

export type Entry = {
  wire: WireItem;
  /** What the model understood of spoken input; it needs no transcription to be switched on. */
  understood?: string;
  /** Spoken input, or generated speech. */
  audioMs: number;
  /** The words of generated speech, so that a truncated answer is known up to the word. */
  words: SpokenWord[];
  /** Where a truncation ended the audio. */
  heardMs?: number;
};

export function createConversation() {
  const id = newId('conv');
  const entries: Entry[] = [];

  const find = (itemId: string): Entry => {
    const entry = entries.find((candidate) => candidate.wire.id === itemId);
    if (!entry) throw new ApiError('item_not_found', `The item with id '${itemId}' does not exist.`, 'item_id');
    return entry;
  };

  return {
    id,
    entries: entries as readonly Entry[],
    find,
    lastId: (): string | null => entries.at(-1)?.wire.id ?? null,

    /** @returns the id of the item before it. @param previous an id, `root`, or nothing for the end. */
    insert(entry: Entry, previous?: string | null): string | null {
      if (entries.some((known) => known.wire.id === entry.wire.id)) {
        throw new ApiError('item_create_duplicate_id', `An item with id '${entry.wire.id}' exists already.`, 'item.id');
      }
      if (previous === undefined || previous === null) {
        const last = entries.at(-1)?.wire.id ?? null;
        entries.push(entry);
        return last;
      }
      const before = previous === 'root' ? -1 : entries.findIndex((known) => known.wire.id === previous);
      if (before < 0 && previous !== 'root') {
        throw new ApiError('item_create_invalid_previous_item_id', `The previous item '${previous}' does not exist.`, 'previous_item_id');
      }
      entries.splice(before + 1, 0, entry);
      return entries[before]?.wire.id ?? null;
    },

    remove(itemId: string): void {
      entries.splice(entries.indexOf(find(itemId)), 1);
    },

    /** Ends assistant audio where the listener stopped hearing it. @throws ApiError when there is nothing such to truncate. */
    truncate(itemId: string, contentIndex: number, audioEndMs: number): void {
      const entry = find(itemId);
      const { wire } = entry;
      const part = wire.type === 'message' && wire.role === 'assistant' ? wire.content[contentIndex] : undefined;
      if (part?.type !== 'output_audio') {
        throw new ApiError('invalid_value', 'Only assistant messages with audio can be truncated.', 'item_id');
      }
      const lengthMs = Math.floor(Math.min(entry.audioMs, entry.heardMs ?? Number.POSITIVE_INFINITY));
      if (audioEndMs > lengthMs) {
        throw new ApiError('invalid_value', `Audio content of ${lengthMs}ms is already shorter than ${audioEndMs}ms`, 'audio_end_ms');
      }
      entry.heardMs = audioEndMs;
      delete part.transcript;
    },
  };
}

export type Conversation = ReturnType<typeof createConversation>;

/** An item as a client creates it, made whole. */
export function entryOf(item: NewItem, understood?: string): Entry {
  const base = { id: item.id ?? newId('item'), object: 'realtime.item', status: 'completed' } as const;
  const silent = { audioMs: 0, words: [] };
  if (item.type === 'function_call') {
    const { name, arguments: args } = item;
    return { ...silent, wire: { ...base, type: 'function_call', call_id: item.call_id ?? newId('call'), name, arguments: args } };
  }
  if (item.type === 'function_call_output') {
    return { ...silent, wire: { ...base, type: 'function_call_output', call_id: item.call_id, output: item.output } };
  }
  const content = item.content.map((part): ContentPart => {
    if (part.type === 'input_audio') return { type: 'input_audio', transcript: part.transcript ?? null };
    return part;
  });
  return { ...silent, understood, wire: { ...base, type: 'message', role: item.role, content } };
}

/** What the speaker of an assistant item was heard to say. */
function heardText(entry: Entry, full: string): { text: string; cut: boolean } {
  const { heardMs } = entry;
  if (heardMs === undefined) return { text: full, cut: entry.wire.status === 'incomplete' };
  const heard = entry.words.filter((word) => word.endMs <= heardMs + 40);
  return { text: heard.map((word) => word.text).join(' '), cut: heard.length < entry.words.length };
}

/** The conversation as the dialogue understands it. */
export function turnsOf(entries: readonly Entry[]): Turn[] {
  const names = new Map<string, string>();
  const turns: Turn[] = [];
  for (const entry of entries) {
    const { wire } = entry;
    if (wire.type === 'function_call') {
      names.set(wire.call_id, wire.name);
      turns.push({ role: 'call', name: wire.name });
    } else if (wire.type === 'function_call_output') {
      turns.push({ role: 'tool', name: names.get(wire.call_id) ?? '', text: wire.output });
    } else if (wire.role === 'assistant') {
      const full = wire.content.map((part) => partText(part)).join(' ') || entry.words.map((word) => word.text).join(' ');
      turns.push({ role: 'assistant', ...heardText(entry, full) });
    } else {
      const typed = wire.content.map((part) => (part.type === 'input_text' ? part.text : '')).join(' ');
      turns.push({ role: wire.role, text: `${typed} ${entry.understood ?? ''}`.trim() });
    }
  }
  return turns;
}

export function partText(part: ContentPart): string {
  if (part.type === 'input_image') return '';
  return ('text' in part ? part.text : part.transcript) ?? '';
}
