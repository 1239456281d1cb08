import { ProblemError } from './problem-error.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what a page of another site has a browser send, whatever its body looks like. Browsers say where a request comes
 * from in `Sec-Fetch-Site`; older ones in `Origin`. Who sends no cookie and neither header is no browser.
 * @param origin - The origin under which browsers know the server: behind a proxy that ends TLS the request does not say it.
 * @param isUpgrade - Also a GET that becomes a socket can be forged: cookies are sent with it.
 * @throws {ProblemError} `CROSS_SITE`.
 */
export function checkOrigin(
  { method, headers }: Request,
  { origin, isUpgrade = false }: { readonly origin: string; readonly isUpgrade?: boolean },
): void {
  if (SAFE.has(method) && !isUpgrade) return;
  const site = headers.get('sec-fetch-site');
  const from = headers.get('origin');
  const isOurs =
    site === null
      ? from === origin || (from === null && !headers.has('cookie'))
      : site === 'same-origin' || (site === 'none' && !headers.has('cookie'));
  if (!isOurs) throw new ProblemError('CROSS_SITE', 'Send the request from a page of this server, or with an API key and no cookie');
}
