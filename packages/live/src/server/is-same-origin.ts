/**
 * Says whether a request may use the cookies that come with it: pages of other sites can have a browser send them along, also
 * with an upgrade. Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; a caller that sends
 * neither and no cookie is no browser.
 * @param origin - The origin under which browsers know the server: behind a proxy that ends TLS the request does not say it.
 */
export function isSameOrigin({ headers }: Request, origin: string): boolean {
  const site = headers.get('sec-fetch-site');
  const from = headers.get('origin');
  if (from !== null && from !== origin) return false;
  if (site !== null) return site === 'same-origin' || (site === 'none' && !headers.has('cookie'));
  return from !== null || !headers.has('cookie');
}
