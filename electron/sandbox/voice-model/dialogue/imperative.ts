/** Turns what a caller is told to do into what a caller says. */
import { quoted } from './brief-text.ts';

export type Spoken =
  | { text: string; kind: 'statement' | 'question' }
  | { kind: 'close' }
  | { kind: 'voicemail' }
  | { kind: 'skip' }
  | { kind: 'repeat' };

/** `they` and `the customer` become `you`, `your company` becomes `our company`. */
export function addressed(text: string): string {
  return text
    .replace(/\byour\b/gi, 'our')
    .replace(/\byou\b/gi, 'we')
    .replace(
      /\b(?:the |an? |this |our )?(?:customer|caller|client|callee|patient|lead|prospect|person|user|recipient|tenant|member|subscriber)(?:'s|’s)/gi,
      'your',
    )
    .replace(
      /\b(?:the |an? |this |our )?(?:customer|caller|client|callee|patient|lead|prospect|person|user|recipient|tenant|member|subscriber)\b/gi,
      'you',
    )
    .replace(/\b(?:their|his)\b/gi, 'your')
    .replace(/\btheirs\b/gi, 'yours')
    .replace(/\bthem(?:selves)?\b/gi, 'you')
    .replace(/\bhim(?:self)?\b/gi, 'you')
    .replace(/\bher (?=[a-z])/gi, 'your ')
    .replace(/\bher\b/gi, 'you')
    .replace(/\b(?:they|he|she)(?:'re|'s| is| are)\b/gi, 'you are')
    .replace(/\b(?:he|she) has\b/gi, 'you have')
    .replace(/\b(?:he|she) does\b/gi, 'you do')
    .replace(/\b(?:he|she) was\b/gi, 'you were')
    .replace(/\b(?:he|she) (\w+?)s\b/gi, 'you $1')
    .replace(/\b(?:they|he|she)\b/gi, 'you')
    .replace(/\byou (?:is|has|wants|needs|likes|prefers)\b/gi, (pair) => pair.replace(/is$/i, 'are').replace(/has$/i, 'have').replace(/s$/i, ''))
    .replace(/\s+/g, ' ')
    .trim();
}

const end = (text: string, mark: string) => `${text.replace(/[.!?;:,\s]+$/, '')}${mark}`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const statement = (text: string): Spoken => ({ text: capital(end(text, '.')), kind: 'statement' });
const question = (text: string): Spoken => ({ text: capital(end(text, '?')), kind: 'question' });

const WHO = '(?:them|him|her|you|the \\w+|customers?|callers?|people)';
type Pattern = [RegExp, (rest: string) => Spoken];

/** The first that fits decides. The last group of each pattern is what is left of the instruction. */
const PATTERNS: readonly Pattern[] = [
  [/^(?:say|leave|read|play|give) (?:the |a |your )?(?:voice ?mail|message after the (?:tone|beep))\b(.*)$/i, () => ({ kind: 'voicemail' })],
  [/^(?:wrap up|end the call|hang up|say good ?bye|close (?:the|this) (?:call|conversation)|finish)\b(.*)$/i, () => ({ kind: 'close' })],
  [/^(?:repeat|say (?:that|it) again)\b(.*)$/i, () => ({ kind: 'repeat' })],
  [/^(?:do not|don'?t|never|stop|avoid|skip|drop|refrain)\b(.*)$/i, () => ({ kind: 'skip' })],
  [/^(?:slow down|speak (?:more )?slow(?:er|ly)|talk slower)\b(.*)$/i, () => statement('I will take it a little more slowly')],
  [/^(?:be|stay|keep|sound|speak|talk|act|listen|wait|remain)\b(.*)$/i, () => ({ kind: 'skip' })],
  [
    /^(?:transfer|hand|connect|put) .*(?:human|person|manager|colleague|agent|supervisor|through|over)\b(.*)$/i,
    () => statement('I will ask a colleague to take over from here'),
  ],
  [new RegExp(`^apologi[sz]e(?: to ${WHO})?(?: for)? ?(.*)$`, 'i'), (rest) => statement(rest ? `I am sorry for ${rest}` : 'I am sorry about that')],
  [new RegExp(`^thank ${WHO}(?: for)? ?(.*)$`, 'i'), (rest) => statement(rest ? `thank you for ${rest}` : 'thank you very much')],
  [new RegExp(`^(?:tell|inform|let) ${WHO} (?:know )?(?:that )?(?!about)(.+)$`, 'i'), statement],
  [new RegExp(`^(?:tell|inform|talk to|speak to) ${WHO} about (.+)$`, 'i'), (rest) => statement(`let me tell you about ${rest}`)],
  [/^(?:say|state|announce)(?: that)?:? (.+)$/i, statement],
  [/^(?:mention|add|note|emphasi[sz]e|stress|point out|highlight|clarify)(?: that|:) (.+)$/i, statement],
  [/^(?:mention|emphasi[sz]e|stress|point out|highlight|bring up)(?: about)? (.+)$/i, (rest) => statement(`I should also mention ${rest}`)],
  [/^explain (?:to them )?that (.+)$/i, statement],
  [/^explain (?:to them )?((?:how|why|what|when|where) .+)$/i, (rest) => statement(`let me explain ${rest}`)],
  [
    /^(?:explain|describe|present|introduce|pitch|promote|advertise|talk about|discuss)(?: to them)? (.+)$/i,
    (rest) => statement(`let me tell you about ${rest}`),
  ],
  [new RegExp(`^remind ${WHO} (?:that )(.+)$`, 'i'), statement],
  [new RegExp(`^remind ${WHO} (?:of|about) (.+)$`, 'i'), (rest) => statement(`I would like to remind you of ${rest}`)],
  [
    new RegExp(`^(?:ask|find out|check|learn|see|determine|verify|establish)(?: (?:with )?${WHO})? (?:if|whether) (.+)$`, 'i'),
    (rest) => question(`may I ask whether ${rest}`),
  ],
  [
    new RegExp(`^(?:ask|find out|learn|determine|discover|establish)(?: ${WHO})? ((?:how|what|when|where|why|which|who) .+)$`, 'i'),
    (rest) => question(`may I ask ${rest}`),
  ],
  [
    new RegExp(`^(?:ask|inquire|enquire|find out|learn)(?: ${WHO})? (?:more )?about (.+)$`, 'i'),
    (rest) => question(`could you tell me about ${rest}`),
  ],
  [new RegExp(`^ask(?: ${WHO})? for (.+)$`, 'i'), (rest) => question(`could you give me ${rest}`)],
  [
    new RegExp(`^(?:ask|persuade|convince|get|encourage|invite|urge|motivate) ${WHO} to (.+)$`, 'i'),
    (rest) => question(`would you be willing to ${rest}`),
  ],
  [/^(?:collect|gather|obtain|get|take down|note down|request|capture) (.+)$/i, (rest) => question(`could you give me ${rest}`)],
  [/^(?:confirm|verify|check) (?:that )?(.+)$/i, (rest) => question(`could you confirm ${rest}`)],
  [/^(?:book|schedule|arrange|demand|insist on|set up|plan|make|organi[sz]e|fix) (.+)$/i, (rest) => question(`would you like to arrange ${rest}`)],
  [/^(?:find|agree on|negotiate|settle) (.+)$/i, (rest) => question(`could we agree on ${rest}`)],
  [/^(?:qualify|understand|identify|explore|assess) (.+)$/i, (rest) => question(`could you tell me about ${rest}`)],
  [new RegExp(`^(?:sell|offer|give|grant|propose) (?:${WHO} )?(.+)$`, 'i'), (rest) => statement(`I can offer you ${rest}`)],
  [/^(?:suggest|recommend|advise)(?: that)? (.+)$/i, (rest) => statement(`I would suggest ${rest}`)],
  [/^(?:wish) (?:them|him|her) (.+)$/i, (rest) => statement(`I wish you ${rest}`)],
];

/** Verbs that a sentence of instruction begins with and that no pattern above knows. */
const OTHER_VERBS =
  /^(?:upgrade|refund|waive|extend|send|email|cancel|renew|include|reduce|lower|increase|double|apply|reserve|hold|provide|share|match|cover|pay|ship|deliver|resolve|solve|fix|handle|assist|support)\b/i;

/**
 * What an instruction sounds like when it is followed: "Offer a 10% discount" → "I can offer you a 10% discount."
 * A quotation is said as it stands. A plain sentence is said as it is, when `plain` allows it; undefined: nothing is to be said.
 */
export function spokenForm(instruction: string, plain: boolean): Spoken | undefined {
  const words = quoted(instruction);
  if (words !== undefined) return { text: words, kind: words.endsWith('?') ? 'question' : 'statement' };
  const bare = instruction
    .trim()
    .replace(
      /^(?:please|now|then|also|next|first|finally|and|just|quickly|politely|gently|kindly|you (?:should|must|need to|have to|may|can|will)|try to|make sure to|be sure to|remember to)[ ,]+/gi,
      '',
    )
    .replace(/^(?:your|the|our) (?:goal|task|job|objective|aim|mission|purpose)(?: of (?:the|this) call)? is (?:to )?/i, '')
    .replace(/^(?:please|then|also|try to)\s+/i, '')
    .replace(/^(?:when|once|as soon as|after|before|while)\b[^,]*,\s*/i, '');
  if (bare === '' || /^(?:if|unless|in case)\b/i.test(bare)) return undefined;
  for (const [pattern, say] of PATTERNS) {
    const match = pattern.exec(bare);
    if (match) return say(addressed(end(match.at(-1) ?? '', '')));
  }
  if (OTHER_VERBS.test(bare)) return statement(`I can ${addressed(bare.charAt(0).toLowerCase() + bare.slice(1))}`);
  if (!plain) return undefined;
  return bare.trim().endsWith('?') ? question(addressed(bare)) : statement(addressed(bare));
}
