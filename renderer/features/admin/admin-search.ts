/** What the administration shows, as it stands in the address. */
import { z } from 'zod';

export const ADMIN_TABS = ['people', 'invitations', 'teams', 'audit', 'retention', 'erasure', 'roles'] as const;
export type AdminTab = (typeof ADMIN_TABS)[number];

const day = z.iso.date();

/** A wrong value in an address is left out rather than refused. */
export const adminSearch = z.object({
  tab: z.enum(ADMIN_TABS).optional().catch(undefined),
  /** Of the audit: the beginning of an action's name, who did it, the days, the page. */
  action: z.string().max(60).optional().catch(undefined),
  actor: z.string().max(80).optional().catch(undefined),
  from: day.optional().catch(undefined),
  to: day.optional().catch(undefined),
  page: z.number().int().min(1).optional().catch(undefined),
});
export type AdminSearch = z.infer<typeof adminSearch>;
