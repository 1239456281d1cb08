/** Reads an address that may become a link: http(s), nothing else; `undefined` for all others. */
export function readWebUrl(text: string | null): URL | undefined {
  const url = text === null ? null : URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined;
}
