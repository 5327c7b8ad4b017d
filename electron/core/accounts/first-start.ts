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
  /** Names the owner and their organization; with an e-mail address and a password they can also sign in elsewhere. @throws AppError CONFLICT, VALIDATION_ERROR */
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

  return {
    needed,

    async complete(actor, { name, company_name, email, password }) {
      if (!(await needed(actor))) throw new AppError('CONFLICT', 'The first start is done already.', { details: 'Nothing was changed.' });
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
        await trx.updateTable('organizations').set({ name: company_name, set_up_at: now() }).where('id', '=', actor.org_id).execute();
        await trx
          .updateTable('users')
          .set({ name, updated_at: now(), ...(email === undefined ? {} : { email, password_hash: passwordHash }) })
          .where('id', '=', actor.user_id)
          .execute();
        await audit.record(
          { org_id: actor.org_id, actor: { ...actor, name }, action: 'account.created', subject: { type: 'user', id: actor.user_id } },
          trx,
        );
      });
    },

    async canSignIn(userId) {
      return typeof (await findPasswordHash(read, userId)) === 'string';
    },
  };
}
