/** Password hashing with argon2id. Source of the parameters: OWASP Password Storage Cheat Sheet, first choice. */
import { hash, type Options, verify } from '@node-rs/argon2';
import { AppError } from '#shared/domain/errors.ts';
import { passwordWeakness } from '#shared/domain/password.ts';

// 2 is argon2id: the package's own name for it is a const enum, which erasable syntax cannot use.
const PARAMETERS: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** So many hashes may wait; that is a second or two. */
const WAITING_MAX = 64;
const RETRY_AFTER_SECONDS = 2;

let queue: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * Hashes run one after another: each takes 19 MB and a processor core, and a burst of sign-ins must not take the machine from the calls.
 * @throws AppError RATE_LIMITED when too many wait
 */
async function oneAtATime<T>(task: () => Promise<T>): Promise<T> {
  if (waiting >= WAITING_MAX) {
    throw new AppError('RATE_LIMITED', `Too many people sign in at this moment, try again in ${RETRY_AFTER_SECONDS} s.`, {
      details: 'Nothing was done, and this does not count as a wrong password.',
      params: { retry_after: RETRY_AFTER_SECONDS },
    });
  }
  waiting++;
  const result = queue.then(task, task).finally(() => waiting--);
  queue = result.catch(() => undefined);
  return result;
}

/** @returns the PHC string that is stored. */
export function hashPassword(password: string): Promise<string> {
  return oneAtATime(() => hash(password, PARAMETERS));
}

let decoy: Promise<string> | undefined;

/** Whether it is the password; without a stored hash it takes as long and is false, so that time does not tell who has an account. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('no account has this password');
  // One that could not be made must not stay.
  decoy.catch(() => (decoy = undefined));
  const against = stored ?? (await decoy);
  const matches = await oneAtATime(() => verify(against, password));
  return matches && stored !== null;
}

/** @throws AppError VALIDATION_ERROR that says why the password is too weak. */
export function requireStrongPassword(password: string, about: readonly string[], field = 'password'): void {
  const weakness = passwordWeakness(password, about);
  if (!weakness) return;
  throw new AppError('VALIDATION_ERROR', `This password is too weak. ${weakness}`, {
    details: 'Nothing was changed.',
    errors: [{ loc: ['body', field], msg: weakness, type: 'weak_password' }],
  });
}
