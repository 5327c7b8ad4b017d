/** zod would compile its checks with `new Function`, which the content policy forbids. Must run before any schema is made. */
import { config } from 'zod';

config({ jitless: true });
