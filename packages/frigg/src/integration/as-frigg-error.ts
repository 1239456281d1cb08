import { FriggCrmError } from '@frigg-crm/core';

/** What a caller of Frigg's API can mend, by the code of the error. */
const STATUS: Readonly<Record<string, number>> = {
  FRIGG_REQUEST_REFUSED: 400,
  INVALID_INTEGRATION_DATA: 400,
  ACTION_INPUT_INVALID: 400,
  INTEGRATION_NOT_FOUND: 404,
  UNKNOWN_ACTION: 404,
  ACTION_UNCLEAR: 409,
  INTEGRATION_IN_DELETION: 409,
  INTEGRATION_NOT_ENABLED: 409,
};

/**
 * Frigg's API responds with the status and the text of an error that looks like one of Boom, and hides every other one
 * behind a 500.
 * @returns the error, in that form where its caller can mend something.
 */
export function asFriggError(error: unknown): unknown {
  const statusCode = FriggCrmError.is(error) ? STATUS[error.code] : undefined;
  if (statusCode === undefined || !(error instanceof Error)) return error;
  const payload = { statusCode, message: error.message };
  return Object.assign(error, { statusCode, isBoom: true, expose: true, output: { statusCode, payload, headers: {} } });
}
