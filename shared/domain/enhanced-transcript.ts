/**
 * A conversation as the enhanced transcripts describe it: participants, flow, statistics, all computed from the utterances.
 * One utterance is one sentence of the flow. Times are seconds with two decimals, so that end − start = duration holds exactly in the answer.
 */

export type TranscriptLine = {
  channel: 0 | 1;
  text: string;
  start_ms: number;
  end_ms: number;
  /** 0 … 1; null when nobody measured it. */
  confidence: number | null;
  unintelligible: boolean;
};

export type TranscriptRole = 'customer' | 'agent';

export type FlowEntry = {
  sequence: number;
  speaker: { channel: 0 | 1; role: TranscriptRole; name: string };
  text: string;
  start_time: number;
  end_time: number;
  duration: number;
  confidence: number;
  word_count: number;
};

export type Participant = {
  channel: 0 | 1;
  role: TranscriptRole;
  name: string;
  total_speaking_time: number;
  word_count: number;
  sentence_count: number;
};

export type EnhancedTranscript = {
  full_text: string;
  /** By channel, only those who spoke. */
  participant_info: Record<string, Participant>;
  conversation_flow: FlowEntry[];
  summary_data: {
    total_duration_seconds: number;
    total_sentences: number;
    total_words: number;
    participant_count: number;
    average_confidence: number;
    conversation_stats: {
      turns: number;
      avg_words_per_turn: number;
      /** Share of all speaking time by role, 0 … 1. */
      speaking_time_distribution: Record<string, number>;
    };
  };
};

const NAMES: Record<0 | 1, { role: TranscriptRole; name: string }> = {
  0: { role: 'customer', name: 'Customer' },
  1: { role: 'agent', name: 'AI Agent' },
};

const cents = (value: number) => Math.round(value * 100) / 100;

/** Words of a text: runs of letters, digits and apostrophes. */
export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:[’'.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

/** Whole seconds as m:ss, hours as h:mm:ss. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/** Whole seconds as `3m 24s`, the way call logs write them. */
export function formatLogDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}m ${whole % 60}s`;
}

/** The identifier of a call's transcript: `GT` and the 32 hex digits of the call's own id. */
export function transcriptSid(callId: string): string {
  return `GT${callId.slice(callId.indexOf('_') + 1)}`;
}

/** The text that the agent itself produced is certain; what nobody measured counts as 0 and stays out of the average. */
function confidenceOf(line: TranscriptLine): number | null {
  if (line.unintelligible) return 0;
  return line.confidence ?? (line.channel === 1 ? 1 : null);
}

/** @param lines in the order of the conversation. */
export function buildEnhancedTranscript(lines: readonly TranscriptLine[], durationSeconds: number): EnhancedTranscript {
  const conversation_flow = lines.map((line, index): FlowEntry => {
    const start_time = cents(line.start_ms / 1000);
    const end_time = Math.max(start_time, cents(line.end_ms / 1000));
    return {
      sequence: index + 1,
      speaker: { channel: line.channel, ...NAMES[line.channel] },
      text: line.text,
      start_time,
      end_time,
      duration: cents(end_time - start_time),
      confidence: cents(confidenceOf(line) ?? 0),
      word_count: line.unintelligible ? 0 : countWords(line.text),
    };
  });

  const participant_info: Record<string, Participant> = {};
  for (const entry of conversation_flow) {
    const key = String(entry.speaker.channel);
    const who = (participant_info[key] ??= { ...entry.speaker, total_speaking_time: 0, word_count: 0, sentence_count: 0 });
    who.total_speaking_time = cents(who.total_speaking_time + entry.duration);
    who.word_count += entry.word_count;
    who.sentence_count += 1;
  }

  const everyone = Object.values(participant_info);
  const speaking = everyone.reduce((sum, who) => sum + who.total_speaking_time, 0);
  const total_words = conversation_flow.reduce((sum, entry) => sum + entry.word_count, 0);
  const turns = conversation_flow.filter((entry, i) => entry.speaker.channel !== conversation_flow[i - 1]?.speaker.channel).length;
  const measured = lines.map(confidenceOf).filter((value) => value !== null);
  return {
    full_text: lines.map((line) => line.text).join(' '),
    participant_info,
    conversation_flow,
    summary_data: {
      total_duration_seconds: durationSeconds,
      total_sentences: conversation_flow.length,
      total_words,
      participant_count: everyone.length,
      average_confidence: measured.length === 0 ? 0 : cents(measured.reduce((sum, value) => sum + value, 0) / measured.length),
      conversation_stats: {
        turns,
        avg_words_per_turn: turns === 0 ? 0 : cents(total_words / turns),
        speaking_time_distribution: Object.fromEntries(
          everyone.map((who) => [who.role, speaking === 0 ? 0 : cents(who.total_speaking_time / speaking)]),
        ),
      },
    },
  };
}
