/** What the search over everything said asks, as it stands in the address. */
import { z } from 'zod';

export const transcriptsSearch = z.object({ q: z.string().max(200).optional().catch(undefined) });
export type TranscriptsSearch = z.infer<typeof transcriptsSearch>;
