import { ConfigurationError, FriggCrmError, InvalidProcessDataError, StorageError } from '@frigg-crm/core';
import { MongoBulkWriteError } from 'mongodb';

/** Codes of the server are listed in `src/mongo/base/error_codes.yml` of mongodb/mongo. */
const NO_ACCESS = new Set(['13', '18', '8000']);
const INDEX_CONFLICT = new Set(['67', '85', '86']);
const TOO_LARGE = new Set(['10334', '17280', '17419', '17420']);
/** Classes of the driver for settings, or a server, that it cannot work with. */
const UNUSABLE = new Set([
  'MongoAPIError',
  'MongoCompatibilityError',
  'MongoInvalidArgumentError',
  'MongoMissingCredentialsError',
  'MongoMissingDependencyError',
  'MongoParseError',
]);
/** LockTimeout, LockBusy, WriteConflict, SnapshotUnavailable: the server has undone the statement, or not begun it. */
const WRITE_CONFLICTS = new Set(['24', '46', '112', '246']);
/** CommandNotFound, CommandNotSupported, NotImplemented. */
const UNSUPPORTED = new Set(['59', '115', '238']);
const VALIDATOR = '121';
const DUPLICATE_KEY = '11000';
/** How deep errors of the driver are nested. */
const MAX_CAUSES = 5;

/** @returns whether another document holds a unique value that this one has, too. */
export function isDuplicateKey(error: unknown): boolean {
  return errorCode(error) === DUPLICATE_KEY;
}

/** @returns whether this error, or this failure of one statement, says that the write met others and nothing took effect. */
export function isConflictCode(error: unknown): boolean {
  return WRITE_CONFLICTS.has(errorCode(error) ?? '');
}

/**
 * A server that runs a command as one transaction reports a conflict for the whole command, another one for single
 * statements. Statements that took effect before may be repeated: each is conditional.
 * @returns whether the command may be sent again, because every failure in it is a conflict or a duplicate.
 */
export function isWriteConflict(error: unknown): boolean {
  const failed = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
  if (failed.length === 0) return isConflictCode(error);
  return failed.some(isConflictCode) && failed.every((statement) => isConflictCode(statement) || isDuplicateKey(statement));
}

/** @returns whether the unique rule that was broken is the index of this name, on this field. */
export function breaksRule(error: unknown, { name, field }: { readonly name: string; readonly field: string }): boolean {
  if (!isDuplicateKey(error) || typeof error !== 'object' || error === null) return false;
  if ('keyPattern' in error && typeof error.keyPattern === 'object' && error.keyPattern !== null) return field in error.keyPattern;
  // Servers that are not MongoDB's own leave the pattern out, and name the index in the text.
  return 'message' in error && typeof error.message === 'string' && error.message.includes(name);
}

/**
 * @returns the number of a server's error, the code of a connection error such as `ECONNREFUSED`, or else the name of
 * the driver's error class; `undefined` when there is none. The driver hides the reason in the causes.
 */
export function errorCode(error: unknown): string | undefined {
  let name: string | undefined;
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && typeof current === 'object' && current !== null; depth += 1) {
    const code = 'code' in current ? String(current.code) : '';
    if (/^\d{1,9}$|^[A-Z][A-Z0-9_]{2,39}$/.test(code)) return code;
    if (name === undefined && 'name' in current && /^(Mongo|BSON)\w{0,40}$/.test(String(current.name))) name = String(current.name);
    current = 'cause' in current ? current.cause : undefined;
  }
  return name;
}

/** @returns one of our errors for whatever the driver threw. Its message names the code and nothing else of the driver's. */
export function translateError(error: unknown): FriggCrmError {
  if (FriggCrmError.is(error)) return error;
  const code = errorCode(error) ?? 'no code';
  const options = { cause: withoutData(error) };
  if (NO_ACCESS.has(code))
    return new ConfigurationError(`MongoDB refuses access (${code}): check user, password, authSource and roles`, options);
  if (INDEX_CONFLICT.has(code))
    return new ConfigurationError(`An index that is needed exists with another definition (${code}): drop the other one`, options);
  const incompatibility = incompatibilityOf(error);
  if (incompatibility !== undefined) return incompatibility;
  if (UNSUPPORTED.has(code))
    return new ConfigurationError(
      `The server does not support a command of the store (${code}); nothing was changed: use MongoDB 4.4 or newer`,
      options,
    );
  if (UNUSABLE.has(code))
    return new ConfigurationError(
      `The driver cannot work with these settings or this server (${code}): check address, options and version`,
      options,
    );
  if (code === VALIDATOR)
    return new ConfigurationError(`A validator of the collection refuses what is stored (${code}): remove the validator`, options);
  if (WRITE_CONFLICTS.has(code))
    return new StorageError(
      `Concurrent writes to the same documents kept conflicting (${code}); nothing was changed: repeat later`,
      options,
    );
  if (TOO_LARGE.has(code)) return new InvalidProcessDataError(`MongoDB cannot hold this process (${code})`, options);
  return new StorageError(`MongoDB request failed (${code}); whether a change took effect is unknown`, options);
}

/**
 * The driver waits for another server until its timeout, and hides the reason in the causes.
 * @returns the error of a server whose protocol the driver does not speak, in the driver's own words.
 */
export function incompatibilityOf(error: unknown): ConfigurationError | undefined {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    // The sentence begins with the address.
    const [reason] = /reports m(?:in|ax)imum wire version \d+, but .*/.exec(current.message) ?? [];
    if (current.name === 'MongoCompatibilityError' && reason !== undefined)
      return new ConfigurationError(`The MongoDB server ${reason}: upgrade the server, or use another one`, { cause: withoutData(error) });
    current = current.cause;
  }
  return undefined;
}

/** Servers put keys and documents into the texts of their errors, and the driver addresses; a log must not meet them. */
export function withoutData(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  const code = errorCode(error) ?? 'no code';
  const cause: Error & { code?: string } = new Error(`${error.name} (${code})`);
  cause.name = error.name;
  cause.code = code;
  // The stack begins with the text.
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  cause.stack = [`${cause.name}: ${cause.message}`, ...frames].join('\n');
  return cause;
}
