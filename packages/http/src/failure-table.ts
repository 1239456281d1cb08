/** How far a failure reaches, and what to do about it. */
export interface FailureClass {
  /**
   * The widest piece of work that cannot succeed now:
   * - `record`: what was requested, and nothing beside it: one person, or the list when a list was requested.
   * - `page`: every record of the page that is worked on.
   * - `account`: every call of this account at this API, whatever it is about.
   */
  readonly level: 'record' | 'page' | 'account';
  /**
   * - `transient`: the same work may succeed later without any change.
   * - `permanent`: it will fail again until a setting, permission or record changes.
   * - `rate-limited`: it will succeed once the API lets us call again; no attempt was used up.
   */
  readonly kind: 'transient' | 'permanent' | 'rate-limited';
}

/** One line of {@link FAILURE_TABLE}. */
export interface FailureRow extends FailureClass {
  /** `code` of the error. Absent: any. */
  readonly code?: string;
  /** HTTP status of the response: one of these, or the bounds of a range. Absent: any, also none. */
  readonly status?: readonly number[] | { readonly from: number; readonly to: number };
  /** The API's own code. Absent: any, also none. */
  readonly apiCode?: readonly string[];
  /** What the error itself says of repeating it. Absent: either. */
  readonly retryable?: boolean;
  /** Why it is classed so. */
  readonly why: string;
}

/**
 * What each failure means for a sync. The first row that fits decides; no row reads a text. Codes of other packages
 * are strings here: a table that imported them would depend on the packages that need it.
 */
export const FAILURE_TABLE: readonly FailureRow[] = [
  // The account.
  { code: 'API_RATE_LIMITED', level: 'account', kind: 'rate-limited', why: 'APIs count by key, token or company, never by record' },
  { code: 'REQUEST_BUDGET_PAUSED', level: 'account', kind: 'rate-limited', why: 'the budget is paused because the API requested it' },
  {
    code: 'API_UNAUTHORIZED',
    level: 'account',
    kind: 'permanent',
    why: '401: key or token; 402: unpaid; 403 of a list or a write: permission or plan. Each next call is refused too',
  },
  {
    code: 'API_REFUSED',
    apiCode: ['invalid_grant', 'invalid_client', 'unauthorized_client'],
    level: 'account',
    kind: 'permanent',
    why: 'no new token for this account (RFC 6749, section 5.2)',
  },
  {
    code: 'CREDENTIAL_UNREADABLE',
    level: 'account',
    kind: 'permanent',
    why: 'the secret of the account cannot be decrypted: connect it again',
  },
  {
    code: 'ACCOUNT_CHANGED',
    level: 'account',
    kind: 'permanent',
    why: 'another account is connected: its ids mean other persons, so nothing may be read or written',
  },
  { code: 'CONFIGURATION_INVALID', level: 'account', kind: 'permanent', why: 'a setting of the account or the program is unusable' },

  // What was requested.
  {
    code: 'API_REFUSED',
    status: { from: 300, to: 399 },
    level: 'page',
    kind: 'permanent',
    why: 'redirects are not followed: the address is not the API, for each record alike',
  },
  {
    code: 'API_REFUSED',
    status: [405, 406, 415, 426],
    level: 'page',
    kind: 'permanent',
    why: 'the form of the call is wrong, for each record alike',
  },
  {
    code: 'API_REFUSED',
    level: 'record',
    kind: 'permanent',
    why: '400, 409, 413, 422: this content; 404, 410: this one is gone; 403 of one record: this one may not be seen. The others may work',
  },
  { code: 'API_UNAVAILABLE', level: 'record', kind: 'transient', why: '408, 5xx, time-out, network: the next call may succeed' },
  {
    code: 'API_ANSWER_UNEXPECTED',
    retryable: true,
    level: 'record',
    kind: 'transient',
    why: 'JSON that was cut on its way comes whole the next time',
  },
  {
    code: 'API_ANSWER_UNEXPECTED',
    level: 'record',
    kind: 'permanent',
    why: 'HTML or another shape: a repeated request gets the same; another record may have the documented shape',
  },

  // The page: faults that are not the record's.
  { code: 'STORAGE_FAILED', level: 'page', kind: 'transient', why: 'the store did not respond: no fault of any record' },
  { code: 'PROCESS_CONFLICT', level: 'page', kind: 'transient', why: 'another process saved first: load again and repeat' },
  {
    code: 'QUEUE_SEND_FAILED',
    retryable: true,
    level: 'page',
    kind: 'transient',
    why: 'the queue did not take it: no fault of any record',
  },
  { code: 'QUEUE_SEND_FAILED', level: 'page', kind: 'permanent', why: 'the queue will never take this message' },
  { code: 'CONNECTOR_CONTRACT_BROKEN', level: 'page', kind: 'permanent', why: 'going on could lose or repeat people' },
  { code: 'UNKNOWN_INTEGRATION', level: 'page', kind: 'permanent', why: 'no worker of this version can load it' },
  { code: 'INVALID_MESSAGE', level: 'page', kind: 'permanent', why: 'no attempt makes the message acceptable' },
  { code: 'MESSAGE_TOO_LARGE', level: 'page', kind: 'permanent', why: 'the queue never carries a message of this size' },
  { code: 'INVALID_PROCESS_DATA', level: 'page', kind: 'permanent', why: 'no attempt makes the data acceptable' },
  { code: 'PROCESS_NOT_FOUND', level: 'page', kind: 'permanent', why: 'the sync was deleted: there is nothing to work for' },
  { code: 'ILLEGAL_TRANSITION', level: 'page', kind: 'permanent', why: 'the sync is in a state that this step may not follow' },

  // Whatever else carries our mark knows itself whether it is worth another try.
  { retryable: true, level: 'record', kind: 'transient', why: 'the error says so' },
  { retryable: false, level: 'record', kind: 'permanent', why: 'the error says so; what is the fault of one must not stop the others' },
];
