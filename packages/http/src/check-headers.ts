import { ConfigurationError } from '@frigg-crm/core';

/** A field name (RFC 9110, section 5.1). */
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
/**
 * Field content that every server reads alike: visible ASCII, spaces, tabs and the visible part of Latin-1. `fetch` refuses
 * most other characters with an error that quotes the value, and sends invisible ones of Latin-1 (no-break space, soft hyphen).
 */
const VALUE = /^[\t\u0020-\u007e\u00a1-\u00ac\u00ae-\u00ff]*$/;

/**
 * Checks header fields before `fetch` sees them: such a request can never be sent, so it is no network failure to retry.
 * @throws {ConfigurationError} naming API and field, never the value.
 */
export function checkHeaders(api: string, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name)) throw new ConfigurationError(`${api}: a header has a name that HTTP does not allow`);
    if (!VALUE.test(value))
      throw new ConfigurationError(
        `${api}: the ${name.toLowerCase()} header holds an invisible character, a line break or one outside Latin-1: copy the token or key again`,
      );
  }
}
