/** Every migration, in its order. A step that was released never changes and imports no code of the program. */
import type { Kysely } from 'kysely';
import * as peopleAndScenarios from './0001-people-and-scenarios.ts';
import * as calls from './0002-calls.ts';
import * as utterances from './0003-utterances.ts';
import * as accounts from './0004-accounts.ts';
import * as transcripts from './0006-transcripts.ts';
import * as rehearsals from './0007-rehearsals.ts';
import * as firstStart from './0008-first-start.ts';
import * as assistants from './0009-assistants.ts';
import * as search from './0010-search.ts';
import * as exports from './0011-exports.ts';
import * as numbers from './0012-numbers.ts';
import * as oldExports from './0013-old-exports.ts';
import * as keysOfImports from './0014-keys-of-imports.ts';
import * as auditList from './0015-audit-list.ts';

export type MigrationStep = { up(db: Kysely<unknown>): Promise<void> };

/** Name → step. Names sort in the order in which the steps run. */
export const migrations: Record<string, MigrationStep> = {
  '0001-people-and-scenarios': peopleAndScenarios,
  '0002-calls': calls,
  '0003-utterances': utterances,
  '0004-accounts': accounts,
  '0006-transcripts': transcripts,
  '0007-rehearsals': rehearsals,
  '0008-first-start': firstStart,
  '0009-assistants': assistants,
  '0010-search': search,
  '0011-exports': exports,
  '0012-numbers': numbers,
  '0013-old-exports': oldExports,
  '0014-keys-of-imports': keysOfImports,
  '0015-audit-list': auditList,
};
