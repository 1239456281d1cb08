import type { CoreErrorCode } from './core-error-code.ts';

/** Marks our errors across package copies: two versions loaded side by side still recognise each other. */
const BRAND = Symbol.for('@frigg-crm/error');

/** What every error of ours accepts beside its own facts. */
export interface FriggCrmErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/**
 * The base of every error thrown by a `@frigg-crm` package.
 * Messages say what to do next and hold no personal data, token or full URL.
 */
export abstract class FriggCrmError extends Error {
  /** A stable name for the kind of failure; each package exports the union of its codes. */
  abstract readonly code: string;
  /** Whether the same call may succeed later while nothing else is changed. */
  abstract readonly retryable: boolean;

  constructor(message: string, options: FriggCrmErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Recognises our errors, also those made by another copy of this package. */
  static is(error: unknown): error is FriggCrmError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }

  /**
   * Recognises our errors of one kind, also those made by another copy of this package. The codes of core are known; those
   * of another package are named by its union, so that a code that is misspelt does not compile:
   * `FriggCrmError.hasCode<ApiErrorCode>(error, 'API_REFUSED')`.
   */
  static hasCode<Code extends string = CoreErrorCode>(error: unknown, code: NoInfer<Code>): error is FriggCrmError {
    return FriggCrmError.is(error) && error.code === code;
  }
}
