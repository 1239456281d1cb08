/** A failure as a MongoDB server reports it: codes and their names are those of `src/mongo/base/error_codes.yml` in mongodb/mongo. */
export class ServerError extends Error {
  readonly code: number;
  readonly codeName: string;
  /** What the server adds, such as `keyPattern`. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: number, codeName: string, message: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ServerError';
    this.code = code;
    this.codeName = codeName;
    this.facts = facts;
  }
}

/** The server cannot do what the client requests: this one supports little, and says so. */
export function badValue(message: string): ServerError {
  return new ServerError(2, 'BadValue', message);
}
