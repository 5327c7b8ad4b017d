/** Access tokens: JWT, HS256, short-lived. Source: RFC 7519, RFC 9068. */
import { errors, jwtVerify, SignJWT } from 'jose';
import { AppError } from '#shared/domain/errors.ts';
import { newId } from '#shared/domain/ids.ts';

const ISSUER = 'trunkline';
const AUDIENCE = 'trunkline-api';

export type AccessClaims = { user_id: string; session_id: string };

export type AccessTokens = {
  readonly lifetimeSeconds: number;
  issue(claims: AccessClaims, now: number): Promise<string>;
  /** @throws AppError TOKEN_EXPIRED, or UNAUTHENTICATED for anything that this program did not sign so. */
  verify(token: string, now: number): Promise<AccessClaims>;
};

/** @param key at least 32 bytes. */
export function createAccessTokens(key: Uint8Array, lifetimeSeconds: number): AccessTokens {
  return {
    lifetimeSeconds,
    issue: (claims, now) =>
      new SignJWT({ sid: claims.session_id })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(claims.user_id)
        .setJti(newId('jti', now))
        .setIssuedAt(Math.floor(now / 1000))
        .setExpirationTime(Math.floor(now / 1000) + lifetimeSeconds)
        .sign(key),
    async verify(token, now) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          audience: AUDIENCE,
          currentDate: new Date(now),
          requiredClaims: ['sub', 'sid', 'exp', 'iat'],
        });
        if (typeof payload.sub !== 'string' || typeof payload.sid !== 'string') throw unauthenticated();
        return { user_id: payload.sub, session_id: payload.sid };
      } catch (cause) {
        if (cause instanceof errors.JWTExpired) {
          throw new AppError('TOKEN_EXPIRED', 'The access token has expired.', { details: 'Refresh it, or sign in again.', cause });
        }
        throw unauthenticated(cause);
      }
    },
  };
}

/** The answer to every token that is missing, forged, revoked or unknown: it does not say which. */
export function unauthenticated(cause?: unknown): AppError {
  return new AppError('UNAUTHENTICATED', 'Sign in to do this.', { details: 'No valid token or session came with the request.', cause });
}
