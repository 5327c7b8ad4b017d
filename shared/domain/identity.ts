/** Who asks. Every use case takes an actor, and sees only what is theirs. */
export const ROLES = ['owner', 'supervisor', 'agent', 'viewer'] as const;

export type Role = (typeof ROLES)[number];

export type Actor = {
  org_id: string;
  user_id: string;
  role: Role;
  /** The name that others see: on the wall, in the audit. */
  name: string;
  /** The session that the request came by; absent for programs inside this process. */
  session_id?: string;
  /** From where the request came over the network, for the audit; absent for programs and windows of this machine's own process. */
  address?: string;
};
