/** A model that reads a finished conversation and says what it was about. */
import type { RESOLUTIONS, SENTIMENTS } from '#shared/domain/analysis.ts';

export type ConversationLine = { speaker: 'customer' | 'agent'; text: string; start_ms: number; end_ms: number };

export type AnalysisRequest = {
  lines: readonly ConversationLine[];
  scenario: { name: string; goals: readonly { id: string; description: string; said: readonly string[] }[] };
  /** How the call ended, in this program's words. */
  state: string;
};

export type Analysis = {
  summary: string;
  sentiment: (typeof SENTIMENTS)[number];
  key_topics: string[];
  customer_intent: string;
  resolution: (typeof RESOLUTIONS)[number];
  /** 0 … 1. */
  resolution_quality: number;
  tags: string[];
  goals_met: string[];
};

export type TextModel = {
  /** Which engine wrote an analysis; kept with it. */
  readonly name: string;
  /** @throws AppError PROVIDER_ERROR, OFFLINE */
  analyse(request: AnalysisRequest): Promise<Analysis>;
};
