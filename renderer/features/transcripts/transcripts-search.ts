/** What the search over everything said asks, as it stands in the address. */
import { z } from 'zod';

export const MAX_QUERY = 400;

export const transcriptsSearch = z.object({ q: z.string().max(MAX_QUERY).optional().catch(undefined) });
