/** What an utterance of the other side is meant as, as far as a telephone call needs to know. */
import { plainWords } from './brief-text.ts';
import { UNINTELLIGIBLE } from './turn.ts';

export type Intent =
  | 'silence'
  | 'unintelligible'
  | 'voicemail'
  | 'opt-out'
  | 'wrong-number'
  | 'robot'
  | 'human'
  | 'who'
  | 'repeat'
  | 'hold'
  | 'goodbye'
  | 'refusal'
  | 'decline'
  | 'number'
  | 'purpose'
  | 'busy'
  | 'quick'
  | 'why'
  | 'price'
  | 'question'
  | 'yes'
  | 'no'
  | 'thanks'
  | 'hello'
  | 'statement';

/** Over the plain words; the first that fits decides. */
const PATTERNS: readonly [Intent, RegExp][] = [
  [
    'voicemail',
    /\b(leave (me |us )?(a|your) (message|name)|(after|at) the (tone|beep)|you('ve| have) reached|voice ?mail|can(no|')?t (come to|take|answer|get to) (the|your|my) (phone|call))\b/,
  ],
  [
    'opt-out',
    /\b((stop|quit) (calling|phoning|ringing)|(don't|do not|never) (call|phone|ring|contact) (me|us|here|this|again)|(take|remove|delete) (me|us|my number|this number) (off|from)|off (your|the) list|do not call)\b/,
  ],
  [
    'wrong-number',
    /\b(wrong (number|person)|(no one|nobody|no body) (here )?(by|of|with|called)|(doesn't|does not|don't) live here|not (him|her|that person))\b/,
  ],
  [
    'robot',
    /\b(are you|is this|am i (talking|speaking) (to|with)|you('re| are)|sound like) (\w+ ){0,3}(robot|machine|computer|a i|ai|bot|human|real|recording|automated)\b/,
  ],
  [
    'human',
    /\b(speak|talk) (to|with) (an? |the |some ?)?(human|real|actual|person|someone|somebody|manager|supervisor|colleague|representative|agent|operator)\b/,
  ],
  [
    'repeat',
    /\b(repeat|say (that|it) again|pardon|come again|(didn't|did not|couldn't|could not) (quite )?(catch|hear|understand|get)|(can't|cannot|can not|can hardly|can barely) (\w+ )?(hear|understand)|speak up|louder|slower|slow down|what did you say|say again|hard of hearing|what was that)\b|^(what|sorry|excuse me|huh|eh)$/,
  ],
  [
    'quick',
    /\b((make|keep) it (quick|short|brief)|be (quick|brief)|(have|got) (only |just )?(one|a) (minute|moment|second)|get to the point|in a (hurry|rush)|quickly)\b/,
  ],
  [
    'who',
    /\b(who did you say|who are you|who('s| is| are|'re) (this|that|you|it|calling|speaking|asking|there)|which company|what company|(what is|what's) your name|where are you calling from|who do you (work|call) for)\b/,
  ],
  ['number', /\b((get|got|have|had|find|found) (my|this|our) (phone )?number|where .*(my|this) (phone )?number)\b/],
  ['purpose', /\bwhy (do|would|are|should) (you|i) (ask|asking|need|want|tell)\b/],
  ['refusal', /\b(not interested|no interest|leave me alone|(don't|do not) (want|need) (any|anything|your))\b/],
  ['decline', /\b(no thank|no thanks|no thank you|(don't|do not) (want|need) (it|this|that|one)|i'll pass|i will pass|not for me)\b/],
  [
    'busy',
    /\b(busy|not a good (time|moment)|bad (time|moment)|(call|try|ring) (me )?(back|again|later|another|tomorrow)|in a meeting|driving|(no|don't have|do not have|haven't got) (the )?time|not now|right in the middle|at work)\b/,
  ],
  [
    'goodbye',
    /\b(good ?bye|bye|bye bye|have a (nice|good|great|lovely) (day|one|evening|weekend|afternoon)|talk to you later|see you|i('m| am) hanging up|i (have|need|got) to go)\b/,
  ],
  [
    'why',
    /\b(what('s| is) (this|it) (about|regarding|all about)|why (are|do) you call|what do you want|what are you (selling|calling)|what('s| is) the (reason|purpose))\b/,
  ],
  ['price', /\b(how much|(what|is|are|does|do|any|will|would)\b.*\b(price|prices|cost|costs|expensive|charge|fee|fees|money))\b/],
  ['hold', /\b(hold on|(one|just a) (moment|second|sec|minute)|wait a|hang on|give me a (moment|second|minute))\b/],
];

const YES =
  /^(yes|yeah|yep|yup|sure|ok|okay|of course|alright|all right|certainly|absolutely|definitely|go ahead|go on|fine|speaking|right|correct|please do|i do|i am|i did|i have|i would|i can|it (?:is|did|does)$|that's (right|me|fine|true|correct|good)|that would be|sounds good|gladly|why not|exactly|mhm|uh huh|well yes|oh yes|that works|perfect|great)\b/;
const NO =
  /^(no|nope|nah|not really|not at all|not yet|not today|i don't|i do not|i'm not|i am not|i didn't|i did not|i haven't|i can't|i cannot|never|none|unfortunately|it isn't|it didn't|it did not|it is not|i'm afraid not|rather not|well no|oh no)\b/;
const QUESTION = /^(what|how|why|when|where|which|who|whose|can|could|do|does|did|is|are|will|would|should|may)\b/;
const LEAD_IN = /^(well|oh|um|uh|er|ah|hm|so|look|listen|you know|i mean|actually|and|but|hello|hi|good (morning|afternoon|evening))\s+/;

export function intentOf(utterance: string): Intent {
  if (utterance === UNINTELLIGIBLE) return 'unintelligible';
  const words = plainWords(utterance);
  if (words === '') return 'silence';
  for (const [intent, pattern] of PATTERNS) {
    // "Hold on, is that true?" asks.
    if (pattern.test(words) && !(intent === 'hold' && utterance.includes('?'))) return intent;
  }
  const core = withoutLeadIn(words);
  if (/\?\s*$/.test(utterance) || (QUESTION.test(core) && core.split(' ').length > 2)) {
    return /^(hello|hi|yes|good (morning|afternoon|evening))$/.test(words) ? 'hello' : 'question';
  }
  if (/^(hello|hi|hey|good (morning|afternoon|evening))( there| hello| hi)*$/.test(words)) return 'hello';
  // "Hello, Oak School": a name after the greeting, and no answer yet.
  if (/^(hello|hi|hey|good (morning|afternoon|evening))\b/.test(words) && words.split(' ').length <= 4 && !NO.test(core) && !YES.test(core))
    return 'hello';
  if (NO.test(core)) return 'no';
  if (YES.test(core)) return 'yes';
  if (/\b(thanks|thank you)\b/.test(words) && words.split(' ').length < 8) return 'thanks';
  return 'statement';
}

/** Yes or no, whatever else was said with it. */
export function polarityOf(utterance: string): 'yes' | 'no' | undefined {
  const core = withoutLeadIn(plainWords(utterance));
  if (NO.test(core)) return 'no';
  if (YES.test(core)) return 'yes';
  if (/\b(yes|yeah|sure|of course|gladly|i would love|i'd love|sounds good)\b/.test(core)) return 'yes';
  if (/\b(no|not|nope|never|don't|didn't|isn't|won't|can't|cannot)\b/.test(core)) return 'no';
  return undefined;
}

function withoutLeadIn(words: string): string {
  let core = words;
  for (let before = ''; before !== core;) {
    before = core;
    core = core.replace(LEAD_IN, '');
  }
  return core;
}

/** Whether one of the keywords is said, at the beginning of a word. */
export function mentions(utterance: string, keywords: readonly string[]): boolean {
  const words = ` ${plainWords(utterance)} `;
  return keywords.some((keyword) => {
    const plain = plainWords(keyword);
    return plain !== '' && words.includes(` ${plain}${plain.length > 4 && !plain.includes(' ') ? '' : ' '}`);
  });
}
