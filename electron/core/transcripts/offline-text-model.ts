/**
 * The analysis that needs no network: plain rules over the words that were said, described in `docs/analysis.md`.
 * It counts and quotes, and claims nothing that it did not find.
 */
import type { Analysis, AnalysisRequest, ConversationLine, TextModel } from '#core/ports/text-model.ts';
import { redactConversation } from '#shared/domain/conversation-redaction.ts';
import { INTENTS, NEGATIVE_WORDS, POSITIVE_WORDS, STOP_WORDS, TOPICS } from './lexicon.ts';

export const OFFLINE_ENGINE = 'offline-rules-1';

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}’']+/gu) ?? [];

/** Whether a word or phrase stands in a text as whole words; a phrase that ends in `*` matches the beginning of a word. */
export function mentions(text: string, phrase: string): boolean {
  const wanted = phrase.toLowerCase().replace(/\*$/, '');
  const pattern = wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${pattern}${phrase.endsWith('*') ? '' : '(?![\\p{L}\\p{N}])'}`, 'u').test(text.toLowerCase());
}

const mentionsAny = (text: string, phrases: readonly string[]) => phrases.some((phrase) => mentions(text, phrase));

/** Positive minus negative words of the customer, the last third counting twice: how somebody leaves matters more than how they came. */
function sentimentScore(lines: readonly ConversationLine[]): number {
  const late = Math.floor((lines.length * 2) / 3);
  let score = 0;
  lines.forEach((line, index) => {
    const said = words(line.text);
    said.forEach((word, at) => {
      const value = POSITIVE_WORDS.has(word) ? 1 : NEGATIVE_WORDS.has(word) ? -1 : 0;
      const negated =
        value > 0 && said.slice(Math.max(0, at - 2), at).some((before) => /^(not|no|never|don[’']?t|isn[’']?t|wasn[’']?t)$/.test(before));
      score += (negated ? -1 : value) * (index >= late ? 2 : 1);
    });
  });
  return score;
}

/** What is quoted stays when the words themselves may not be read, so that it holds no number and no address. */
function withoutHidden(lines: readonly ConversationLine[]): ConversationLine[] {
  return redactConversation(lines.map((line) => ({ ...line, channel: line.speaker === 'customer' ? 0 : 1 })));
}

/** @param open the lines without what is hidden: single words are taken from these alone */
function topicsOf(lines: readonly ConversationLine[], open: readonly ConversationLine[]): string[] {
  const counted = TOPICS.map((topic) => ({ name: topic.name, count: lines.filter((line) => mentionsAny(line.text, topic.words)).length }));
  const named = counted.filter((topic) => topic.count > 0).sort((a, b) => b.count - a.count);
  if (named.length > 0) return named.slice(0, 5).map((topic) => topic.name);
  const counts = new Map<string, number>();
  for (const line of open)
    // What stands in brackets stands for what is hidden or erased.
    for (const word of words(line.text.replaceAll(/\[[^\]]*\]/g, ' ')))
      if (word.length > 4 && !STOP_WORDS.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const repeated = [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return repeated.slice(0, 3).map(([word]) => word);
}

function resolutionOf(request: AnalysisRequest, intent: string, met: number): Analysis['resolution'] {
  // What the agent said alone, its greeting above all, has resolved nothing and promised nobody anything.
  if (!request.lines.some((line) => line.speaker === 'customer')) return 'unresolved';
  const said = request.lines.map((line) => line.text).join(' \n ');
  if (intent === 'speak_to_a_person' || mentionsAny(said, ['transfer you', 'put you through', 'a colleague will take over'])) return 'escalated';
  if (mentionsAny(said, ['call you back', 'call me back', 'call back later', 'follow up', 'send you an email', 'send you the details']))
    return 'follow_up';
  if (request.state !== 'completed') return 'unresolved';
  const goals = request.scenario.goals.length;
  if (goals > 0) return met > 0 ? 'resolved' : 'unresolved';
  const last = request.lines.filter((line) => line.speaker === 'customer').at(-1)?.text ?? '';
  return mentionsAny(last, ['thank*', 'great', 'perfect', 'bye', 'goodbye', 'that helps']) ? 'resolved' : 'unresolved';
}

/** Half the share of goals met, a quarter for a friendly end, a quarter for a conversation in which both spoke; without goals the last two decide. */
function qualityOf(request: AnalysisRequest, met: number, score: number): number {
  const both = new Set(request.lines.map((line) => line.speaker)).size === 2 ? 1 : 0;
  const mood = score > 0 ? 1 : score === 0 ? 0.6 : 0.1;
  const goals = request.scenario.goals.length;
  const quality = goals > 0 ? 0.5 * (met / goals) + 0.25 * mood + 0.25 * both : 0.5 * mood + 0.5 * both;
  return Math.round(quality * 100) / 100;
}

/** @param open the lines without what is hidden: one of them is quoted */
function summaryOf(request: AnalysisRequest, open: readonly ConversationLine[], parts: Omit<Analysis, 'summary' | 'tags'>): string {
  const customer = open.filter((line) => line.speaker === 'customer');
  if (request.lines.length === 0) return 'Nothing was said.';
  if (customer.length === 0) return `${request.scenario.name}: only the agent spoke.`;
  const about = parts.key_topics.length > 0 ? ` about ${parts.key_topics.join(', ').replaceAll('-', ' ')}` : '';
  const longest = customer.reduce((best, line) => (words(line.text).length > words(best.text).length ? line : best));
  const quote = longest.text.length > 140 ? `${longest.text.slice(0, 137).trimEnd()}…` : longest.text;
  const goals = request.scenario.goals;
  const goalText = goals.length > 0 ? ` Goals met: ${parts.goals_met.length} of ${goals.length}.` : '';
  return `${request.scenario.name}${about}. The customer said: “${quote}”${goalText}`;
}

export function createOfflineTextModel(): TextModel {
  return {
    name: OFFLINE_ENGINE,
    analyse: (request) => Promise.resolve(analyse(request)),
  };
}

/** Pure: the same conversation always gives the same analysis. */
export function analyse(request: AnalysisRequest): Analysis {
  const customer = request.lines.filter((line) => line.speaker === 'customer');
  const said = request.lines.map((line) => line.text).join(' \n ');
  const customerSaid = customer.map((line) => line.text).join(' \n ');
  const goals_met = request.scenario.goals.filter((goal) => mentionsAny(said, goal.said)).map((goal) => goal.id);
  const score = sentimentScore(customer);
  const open = withoutHidden(request.lines);
  const key_topics = topicsOf(request.lines, open);
  const intent = INTENTS.find((one) => mentionsAny(customerSaid, one.words))?.name;
  const customer_intent = intent ?? (key_topics[0] && customer.length > 0 ? `${key_topics[0].replaceAll('-', '_')}_inquiry` : 'unknown');
  const parts = {
    sentiment: score > 0 ? ('positive' as const) : score < 0 ? ('negative' as const) : ('neutral' as const),
    key_topics,
    customer_intent,
    resolution: resolutionOf(request, customer_intent, goals_met.length),
    resolution_quality: qualityOf(request, goals_met.length, score),
    goals_met,
  };
  const tags = [...new Set([...key_topics, ...(intent ? [intent.replaceAll('_', '-')] : [])])].slice(0, 8);
  return { ...parts, tags, summary: summaryOf(request, open, parts) };
}
