/**
 * @returns the state that travels through the user's browser: which integration it is for, and what cannot be guessed.
 * @param random - Of at least 128 bits (RFC 6749, section 10.10).
 */
export function writeState(integrationId: string, random: string): string {
  return `${Buffer.from(integrationId).toString('base64url')}.${random}`;
}

/** @returns the integration that a state claims to be for; `undefined` for what `writeState` does not write. */
export function readIntegrationId(state: string): string | undefined {
  const [encoded = '', random = '', ...more] = state.split('.');
  const integrationId = Buffer.from(encoded, 'base64url').toString();
  const isOurs = integrationId !== '' && random !== '' && more.length === 0 && writeState(integrationId, random) === state;
  return isOurs ? integrationId : undefined;
}
