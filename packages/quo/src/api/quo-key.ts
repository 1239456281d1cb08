import { ConfigurationError } from '@frigg-crm/core';

/**
 * Reads an API key as it was pasted: white space around it is dropped.
 * Quo takes the key raw in `Authorization`, without `Bearer` (Quo API, Authentication).
 * @throws {ConfigurationError} when it is empty, begins with `Bearer` or has white space inside; never quoting it.
 */
export function readQuoKey(apiKey: string): string {
  return readSecret(apiKey, 'The Quo API key');
}

/**
 * Reads the shared secret of the partner surface.
 * @throws {ConfigurationError} as {@link readQuoKey}.
 */
export function readPartnerKey(partnerKey: string): string {
  return readSecret(partnerKey, 'The Quo partner key');
}

function readSecret(secret: string, name: string): string {
  const trimmed = secret.trim();
  if (trimmed === '') throw new ConfigurationError(`${name} is empty: copy it from the settings of the workspace`);
  if (/^bearer\b/i.test(trimmed)) throw new ConfigurationError(`${name} begins with "Bearer": give the key alone`);
  // Header values hold visible ASCII only; anything else would fail later, inside fetch.
  if (!/^[!-~]+$/.test(trimmed)) throw new ConfigurationError(`${name} holds white space or special characters: copy it again`);
  return trimmed;
}
