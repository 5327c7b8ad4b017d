/** The first start: the owner that the machine was given says who they are. */
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Connections } from '#store/schema.ts';
import type { Audit } from './audit.ts';
import { localOwner } from './local-owner.ts';
import { hashPassword, requireStrongPassword } from './passwords.ts';
import { findPasswordHash, findUser } from './people-repo.ts';

export type FirstStartInput = { name: string; company_name: string; email?: string | undefined; password?: string | undefined };

export type FirstStart = {
  /** Whether this person is the machine's own owner and has not said who they are yet. */
  needed(actor: Actor): Promise<boolean>;
  /**
   * Names the owner and their organization; with an e-mail address and a password they can also sign in elsewhere. Who began without these two may
   * give them later; the names stay then. @throws AppError CONFLICT, VALIDATION_ERROR
   */
  complete(actor: Actor, input: FirstStartInput): Promise<void>;
  /** Whether a person could come back in after signing out. */
  canSignIn(userId: string): Promise<boolean>;
};

type Deps = Connections & { audit: Audit; now: () => number };

export function createFirstStart({ read, write, audit, now }: Deps): FirstStart {
  async function needed(actor: Actor): Promise<boolean> {
    if ((await localOwner(write, now)).user_id !== actor.user_id) return false;
    const organization = await read.selectFrom('organizations').select('set_up_at').where('id', '=', actor.org_id).executeTakeFirst();
    return organization?.set_up_at === null;
  }

  async function canSignIn(userId: string): Promise<boolean> {
    return typeof (await findPasswordHash(read, userId)) === 'string';
  }

  return {
    needed,
    canSignIn,

    async complete(actor, { name, company_name, email, password }) {
      const first = await needed(actor);
      const isLater = email !== undefined && (await localOwner(write, now)).user_id === actor.user_id && !(await canSignIn(actor.user_id));
      if (!first && !isLater) throw new AppError('CONFLICT', 'The first start is done already.', { details: 'Nothing was changed.' });
      if ((email === undefined) !== (password === undefined)) {
        const missing = email === undefined ? 'email' : 'password';
        throw new AppError('VALIDATION_ERROR', 'An e-mail address and a password go together.', {
          details: 'Give both, or neither. Nothing was changed.',
          params: { fields: [missing] },
          errors: [{ loc: ['body', missing], msg: 'Give both, or neither.', type: 'missing' }],
        });
      }
      if (password !== undefined) requireStrongPassword(password, [email ?? '', name, company_name]);
      const passwordHash = password === undefined ? undefined : await hashPassword(password);
      await write.transaction().execute(async (trx) => {
        if (email !== undefined && (await findUser(trx, { email }))) {
          throw new AppError('CONFLICT', 'There is an account with this e-mail address already.', {
            details: 'Nothing was changed. Use another one.',
          });
        }
        if (first) await trx.updateTable('organizations').set({ name: company_name, set_up_at: now() }).where('id', '=', actor.org_id).execute();
        await trx
          .updateTable('users')
          .set({ updated_at: now(), ...(first ? { name } : {}), ...(email === undefined ? {} : { email, password_hash: passwordHash }) })
          .where('id', '=', actor.user_id)
          .execute();
        await audit.record(
          {
            org_id: actor.org_id,
            actor: first ? { ...actor, name } : actor,
            action: first ? 'account.created' : 'password.changed',
            subject: { type: 'user', id: actor.user_id },
          },
          trx,
        );
      });
    },
  };
}
