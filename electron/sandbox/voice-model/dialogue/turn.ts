/** What a conversation is to the dialogue: who said what, as it was heard. */
export type Turn =
  /** `cut`: the listener did not hear all of it; `text` is what was heard. */
  | { role: 'assistant'; text: string; cut: boolean }
  /** Empty: the other side stayed silent. */
  | { role: 'user'; text: string }
  | { role: 'system'; text: string }
  | { role: 'call'; name: string }
  | { role: 'tool'; name: string; text: string };

/** What speech that cannot be recognised is written as. */
export const UNINTELLIGIBLE = '[unintelligible]';

export type ToolOffer = { name: string; description?: string; parameters?: Record<string, unknown> };

export type ReplyRequest = {
  /** The session's instruction text. */
  instructions: string;
  /** Instructions of this one reply. */
  direction?: string;
  turns: readonly Turn[];
  tools: readonly ToolOffer[];
  /** A tool that the client insists on. */
  mustCall?: string;
};

export type Reply = {
  /** Spoken one after the other; each is one sentence. Never empty, unless only a tool is called. */
  sentences: string[];
  call?: { name: string; arguments: Record<string, unknown> };
};
