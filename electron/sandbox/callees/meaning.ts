/** What the other side means, as a person on the telephone would take it: the last question counts, else the last statement. */

export type Meaning =
  | 'farewell'
  | 'identity'
  | 'know-person'
  | 'delete-number'
  | 'good-moment'
  | 'still-there'
  | 'say-again'
  | 'rating'
  | 'improvement'
  | 'choose-day'
  | 'choose-time'
  | 'appointment'
  | 'payment-day'
  | 'in-parts'
  | 'received'
  | 'on-time'
  | 'how-old'
  | 'own-or-rent'
  | 'colour'
  | 'working'
  | 'light-green'
  | 'offer'
  | 'reminder'
  | 'help'
  | 'yes-no'
  | 'open-question'
  | 'instruction'
  | 'introduction'
  | 'apology'
  | 'price'
  | 'statement'
  | 'unclear';

/** Where a narrow meaning has no answer of its own. */
const BROADER: Partial<Record<Meaning, Meaning>> = {
  identity: 'yes-no',
  'know-person': 'yes-no',
  'delete-number': 'yes-no',
  'good-moment': 'yes-no',
  'still-there': 'yes-no',
  appointment: 'yes-no',
  'in-parts': 'yes-no',
  received: 'yes-no',
  'on-time': 'received',
  working: 'yes-no',
  'light-green': 'working',
  offer: 'yes-no',
  reminder: 'offer',
  rating: 'open-question',
  improvement: 'open-question',
  'choose-day': 'open-question',
  'choose-time': 'choose-day',
  'payment-day': 'open-question',
  'how-old': 'open-question',
  'own-or-rent': 'open-question',
  colour: 'open-question',
  help: 'open-question',
  instruction: 'statement',
  introduction: 'statement',
  apology: 'statement',
  price: 'statement',
};

export function broader(meaning: Meaning): Meaning | undefined {
  return BROADER[meaning];
}

const FAREWELL = /\b(good ?bye|bye|take care|have a (nice|good|lovely|great) (day|evening|afternoon|weekend)|talk to you soon)\b/;

const QUESTIONS: readonly [Meaning, RegExp][] = [
  ['still-there', /\b(still there|can you hear me|are you there)\b/],
  ['say-again', /\b(say (it|that) again|repeat (it|that)|what did you say)\b/],
  ['identity', /\b(am i (speaking|talking) (with|to)|is this (mr|mrs|ms|miss|dr)\b|is this [a-z]+( [a-z]+)?\?)/],
  ['know-person', /\b(do you know [a-z]+ [a-z]+,|is there (somebody|someone)|is there an? [a-z]+ (called|named))/],
  ['delete-number', /\b(delete|remove) (this|your|the) number\b/],
  ['good-moment', /\b(good (moment|time)|(have|got) (two|a few|a|five) (minutes?|moments?)|may i ask|shall i)\b/],
  ['rating', /\b(scale|rate|how (happy|satisfied|likely))\b/],
  ['improvement', /\b(do better|improve|one thing|complain)\b/],
  ['payment-day', /\b((by )?(which|what) day .*pay|when .*pay|make a payment)\b/],
  ['in-parts', /\b(several parts|instal?ments|in parts|pay .*monthly)\b/],
  ['appointment', /\b(at that time|come (at|on|to)|appointment|still suit)\b/],
  ['choose-time', /\b(what time|morning or|afternoon or)\b/],
  ['choose-day', /\b((which|what) day|when (would|can|could|shall)|prefer|suits? you|tuesday or)\b/],
  ['on-time', /\bon time\b/],
  ['received', /\b(receive|arrive|get (it|our))\b/],
  ['own-or-rent', /\b(own|rent)\b/],
  ['how-old', /\bhow (old|long)\b/],
  ['colour', /\bcolou?r\b/],
  ['light-green', /\bturn green\b/],
  ['working', /\b(working|connection)\b/],
  ['reminder', /\breminder\b/],
  ['offer', /\b(would you like|are you interested|shall we|can i (book|offer|send)|free visit)\b/],
  ['help', /\b(how can i help|anything else|what can i do|would like to know)\b/],
];

const STATEMENTS: readonly [Meaning, RegExp][] = [
  ['instruction', /^(please|could you|just) |\b(unplug|plug|press|wait (ten|a few))\b/],
  ['apology', /\b(sorry|apologi[sz]e)\b/],
  ['price', /\b(dollars?|euros?|price|costs?|percent|fee|discount|free of charge)\b/],
  ['introduction', /\b(this is|my name is|calling (for|from|about)|assistant)\b/],
];

const YES_NO = /^(and |so |well |or )?(is|are|am|was|were|do|does|did|have|has|had|can|could|will|would|shall|should|may|might|may)\b/;

/** @param text what was understood, with its punctuation; nothing when it was not understood. */
export function meaningOf(text: string | undefined): Meaning {
  if (!text) return 'unclear';
  const parts = text
    .toLowerCase()
    .split(/(?<=[.?!])\s+/)
    .filter((part) => /[a-z]/.test(part));
  const last = parts.at(-1) ?? '';
  if (FAREWELL.test(last)) return 'farewell';
  const question = parts.findLast((part) => part.endsWith('?'));
  if (question) {
    const known = QUESTIONS.find(([, pattern]) => pattern.test(question));
    return known?.[0] ?? (YES_NO.test(question) ? 'yes-no' : 'open-question');
  }
  for (const [meaning, pattern] of STATEMENTS) if (pattern.test(last)) return meaning;
  return /\bassistant\b/.test(text) ? 'introduction' : 'statement';
}
