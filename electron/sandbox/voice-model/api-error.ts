/** Errors as the realtime protocol words them, and the translation of schema issues into them. */
import type { z } from 'zod';

export type ApiErrorBody = {
  type: 'invalid_request_error' | 'server_error' | 'rate_limit_error';
  code: string | null;
  message: string;
  param: string | null;
};

export class ApiError extends Error {
  override name = 'ApiError';
  readonly body: ApiErrorBody;

  constructor(code: string | null, message: string, param: string | null = null, type: ApiErrorBody['type'] = 'invalid_request_error') {
    super(message);
    this.body = { type, code, message, param };
  }
}

/** Names a place the way the service does: `session.tools[0].name`. */
function paramName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : name === '' ? String(part) : `${name}.${String(part)}`),
    '',
  );
}

/** What a value at a path is, so that an absent one can be told from a wrong one. */
function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], root);
}

/** The first issue decides: the service reports one error and rejects the whole event. */
export function errorOfIssues(error: z.ZodError, event: unknown): ApiError {
  const issue = deepest(error.issues[0], []);
  if (!issue) return new ApiError('invalid_value', 'Invalid event.');
  const param = paramName(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const unknown = paramName([...issue.path, issue.keys[0] ?? '']);
    return new ApiError('unknown_parameter', `Unknown parameter: '${unknown}'.`, unknown);
  }
  if (valueAt(event, issue.path) === undefined) {
    return new ApiError('missing_required_parameter', `Missing required parameter: '${param}'.`, param);
  }
  return new ApiError('invalid_value', `Invalid value for '${param}': ${issue.message}.`, param);
}

type Issue = z.core.$ZodIssue;

/** A union's own issue says little: the branch that came furthest says what is wrong. */
function deepest(issue: Issue | undefined, prefix: readonly PropertyKey[]): Issue | undefined {
  if (!issue) return undefined;
  const here = { ...issue, path: [...prefix, ...issue.path] } as Issue;
  if (issue.code !== 'invalid_union') return here;
  const inner = issue.errors
    .map((branch) => deepest(branch[0], here.path))
    .filter((found) => found !== undefined)
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  return inner && inner.path.length > here.path.length ? inner : here;
}
