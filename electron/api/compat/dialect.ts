/** One error in the spellings of the documents: `detail` is an object under `/api/v1` and a sentence everywhere else; all other names stand in both. */
import type { ApiError } from '#shared/contract/common.ts';

export type ErrorBody = ApiError | (Omit<ApiError, 'detail'> & { detail: string });

/** Whether an address is the program's own, and not a document's. */
export const isCanonical = (path: string) => path === '/api/v1' || path.startsWith('/api/v1/');

/** @param path of the request that failed */
export function inDialect(path: string, error: ApiError): ErrorBody {
  return isCanonical(path) ? error : { ...error, detail: error.message };
}
