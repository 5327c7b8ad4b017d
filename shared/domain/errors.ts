/** The one error type of the whole program: what failed, what is safe, what to do, and a code that programs can rely on. */

/** Code → HTTP status. Both are part of the contract; texts are not. */
export const ERROR_STATUS = {
  VALIDATION_ERROR: 422,
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  TOKEN_EXPIRED: 401,
  INVALID_CREDENTIALS: 401,
  FORBIDDEN: 403,
  CSRF_REQUIRED: 403,
  ORIGIN_REFUSED: 403,
  SIGNATURE_INVALID: 403,
  CALL_BLOCKED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  IDEMPOTENCY_CONFLICT: 409,
  INVALID_CALL_STATE: 409,
  LEGAL_HOLD: 409,
  SCENARIO_LIMIT_REACHED: 400,
  NUMBER_MALFORMED: 422,
  NUMBER_NOT_IN_PLAN: 422,
  SPEND_CAP: 402,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  LOCKED_OUT: 429,
  PROVIDER_ERROR: 502,
  OFFLINE: 503,
  DATA_FOLDER_BUSY: 409,
  DATABASE_TOO_NEW: 500,
  INTERNAL: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One faulty field of an input: where it is, what is wrong. */
export type FieldError = { loc: (string | number)[]; msg: string; type: string };

export type AppErrorOptions = {
  /** What is safe and what to do, in a sentence for people. */
  details?: string;
  params?: Record<string, unknown>;
  errors?: FieldError[];
  cause?: unknown;
};

export class AppError extends Error {
  override name = 'AppError';
  readonly code: ErrorCode;
  readonly details: string | undefined;
  readonly params: Record<string, unknown>;
  readonly errors: FieldError[];

  /** @param message what failed, in a sentence for people; never a secret or another person's data. */
  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.params = options.params ?? {};
    this.errors = options.errors ?? [];
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** A row that is not there, or is somebody else's: the answer is the same. */
export function notFound(what: string): AppError {
  return new AppError('NOT_FOUND', `There is no such ${what}.`);
}
