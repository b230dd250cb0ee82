// Every error that a client can see, in one catalogue; the README repeats it and a test compares the two.

/** The issue types in use (R4 value set issue-type). */
export type IssueCode =
  | 'structure'
  | 'invalid'
  | 'login'
  | 'forbidden'
  | 'throttled'
  | 'timeout'
  | 'not-supported'
  | 'not-found'
  | 'incomplete'
  | 'too-long'
  | 'too-costly'
  | 'transient'
  | 'exception';

/** What a code stands for: HTTP status, FHIR issue type (R4 value set issue-type) and a sentence for people. */
export interface ErrorMeaning {
  readonly status: number;
  readonly issueCode: IssueCode;
  readonly meaning: string;
}

/** All codes. A code never changes its meaning; a new meaning gets a new code. */
export const ERROR_CATALOGUE = {
  BODY_NOT_JSON: {
    status: 400,
    issueCode: 'structure',
    meaning: 'The request body is not JSON in UTF-8.',
  },
  REQUEST_INVALID: {
    status: 400,
    issueCode: 'invalid',
    meaning: 'The request breaks the definition of its hook.',
  },
  FEEDBACK_INVALID: {
    status: 400,
    issueCode: 'invalid',
    meaning: 'The feedback breaks its definition; none of it is stored.',
  },
  HOOK_NOT_SERVED: {
    status: 400,
    issueCode: 'not-supported',
    meaning: 'The service does not answer this hook.',
  },
  RELEASE_NOT_SUPPORTED: {
    status: 400,
    issueCode: 'not-supported',
    meaning: 'The resources are of a FHIR release that the service does not read.',
  },
  UNAUTHENTICATED: {
    status: 401,
    issueCode: 'login',
    meaning: 'The caller did not prove who it is.',
  },
  FORBIDDEN: {
    status: 403,
    issueCode: 'forbidden',
    meaning: 'The caller is known and may not do this.',
  },
  SERVICE_UNKNOWN: {
    status: 404,
    issueCode: 'not-found',
    meaning: 'There is no service with this id.',
  },
  NOT_FOUND: {
    status: 404,
    issueCode: 'not-found',
    meaning: 'There is nothing at this address.',
  },
  CARD_UNKNOWN: {
    status: 404,
    issueCode: 'not-found',
    meaning: 'The feedback names a card or suggestion that this client did not get; none of it is stored.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    issueCode: 'not-supported',
    meaning: 'The address does not answer this method.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    issueCode: 'timeout',
    meaning: 'The request did not arrive in time.',
  },
  DATA_UNAVAILABLE: {
    status: 412,
    issueCode: 'incomplete',
    meaning: 'Data that the service cannot do without was not provided.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    issueCode: 'too-long',
    meaning: 'The request body is larger than the service accepts.',
  },
  LIMIT_EXCEEDED: {
    status: 413,
    issueCode: 'too-costly',
    meaning: 'The request nests deeper, holds more entries or longer texts than the service reads.',
  },
  MEDIA_TYPE: {
    status: 415,
    issueCode: 'not-supported',
    meaning: 'The request body has a media type, character set or content coding that is not supported.',
  },
  RATE_LIMITED: {
    status: 429,
    issueCode: 'throttled',
    meaning: 'The caller sent more requests than it may; Retry-After says when to come again.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    issueCode: 'too-long',
    meaning: 'The request headers are larger than the service accepts.',
  },
  NOT_HTTP: {
    status: 400,
    issueCode: 'structure',
    meaning: 'What arrived is no HTTP/1.1 request.',
  },
  INTERNAL: {
    status: 500,
    issueCode: 'exception',
    meaning: 'The service failed while it worked on the request.',
  },
  STORE_UNAVAILABLE: {
    status: 503,
    issueCode: 'transient',
    meaning: 'The feedback could not be stored; send it again later.',
  },
} as const satisfies Readonly<Record<string, ErrorMeaning>>;

/** A stable name for one kind of error. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** One thing that is wrong with a request: where (JSON pointer) and what is asked for there, never what came. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
}

interface Particulars {
  readonly problems?: readonly Problem[];
  readonly cause?: unknown;
}

/** An error with a code. Its message and problems reach the client, so they hold no content of the request. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, message: string, particulars: Particulars = {}) {
    super(message, particulars.cause === undefined ? {} : { cause: particulars.cause });
    this.name = 'AppError';
    this.code = code;
    this.problems = particulars.problems ?? [];
  }

  /** The HTTP status that belongs to the code. */
  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }
}
