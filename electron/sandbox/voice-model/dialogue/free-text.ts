/** Makes questions, statements and facts out of a prompt that has no headings, so that any text gives a sensible call. */
import { sentences } from '../../voices/spoken-text.ts';
import { spokenForm } from './imperative.ts';

export type Derived = { questions: string[]; statements: string[]; facts: string[] };

/** What is asked after an offer; a no ends the call. */
export const INTEREST = 'Would that be of interest to you?';

const MOST_QUESTIONS = 6;
const MOST_STATEMENTS = 3;
/** Sentences about the caller's own manners and role are not told to anybody. */
const ABOUT_ITSELF =
  /^(?:you(?:'re| are|'ll| will| speak| work| never| always| do| don'?t)|be |stay |keep |speak |sound |use |avoid |never |always |do not |don'?t |act |remember|respond|your (?:name|tone|voice|style|role|personality)|i am|role:|tone:|style:|name:|persona:|voice:|call |phone |greet |introduce yourself)/i;
/** What a line may be marked with before its text. */
const LABEL = /^(?:prompt|task|goal|instructions?|scenario|context):\s+/i;
const GOAL = /\b(?:goal|task|job|objective|aim|mission|purpose)\b[^.]*?\bis (?:to )?|\bcalling (?:to|in order to) |\bwants? you to /i;

/** "Call Bob. Your goal is to ask whether he got the parcel" → a question about the parcel. */
export function deriveFromFreeText(text: string): Derived {
  const derived: Derived = { questions: [], statements: [], facts: [] };
  const lines = text.split(/\r?\n/).flatMap((line) => sentences(line.replace(/^\s*(?:#+|[-*•]|\d{1,3}[.)])\s+/, '').replace(LABEL, '')));
  for (const line of lines) {
    if (line.trim().endsWith('?')) {
      derived.questions.push(line.trim());
      continue;
    }
    const aim = GOAL.exec(line);
    const tasks = (aim ? line.slice(aim.index + aim[0].length) : line).split(
      /,? and (?=(?:ask|find|offer|tell|book|schedule|confirm|collect|sell|remind|get|explain|persuade|convince|arrange|thank)\b)|; /i,
    );
    for (const task of tasks) addTask(task, aim !== null, derived);
  }
  derived.questions = [...new Set(derived.questions)].slice(0, MOST_QUESTIONS);
  derived.statements = [...new Set(derived.statements)].slice(0, MOST_STATEMENTS);
  return derived;
}

function addTask(task: string, isAim: boolean, derived: Derived): void {
  if (!isAim && ABOUT_ITSELF.test(task)) return;
  const spoken = spokenForm(task, false);
  if (spoken?.kind === 'question') derived.questions.push(spoken.text);
  else if (spoken?.kind === 'statement') {
    derived.statements.push(spoken.text);
    derived.questions.push(INTEREST);
  } else if (!spoken && /\p{L}{3}/u.test(task)) derived.facts.push(task.trim());
}
