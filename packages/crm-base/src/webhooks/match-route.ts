import { isStorableText } from '@frigg-crm/core/adapter';

/** What a path means. */
export type WebhookRoute =
  | { readonly kind: 'quo'; readonly integrationId: string }
  | { readonly kind: 'crm'; readonly connector: string; readonly integrationId: string }
  | { readonly kind: 'uninstall'; readonly connector: string };

/** No integration or connector has a longer name, and stores have no keys of that length. */
const MAX_NAME_BYTES = 256;

/** @returns what the path of a request means; `undefined` for a path that is none of ours. */
export function matchRoute(url: string, basePath: string): WebhookRoute | undefined {
  const { pathname } = new URL(url);
  if (!pathname.startsWith(`${basePath}/`)) return undefined;
  const [kind, ...names] = pathname
    .slice(basePath.length + 1)
    .split('/')
    .map(decode);
  const [first, second, ...more] = names;
  if (first === undefined || more.length > 0) return undefined;
  if (kind === 'quo' && names.length === 1) return { kind, integrationId: first };
  if (kind === 'uninstall' && names.length === 1) return { kind, connector: first };
  if (kind === 'crm' && second !== undefined) return { kind, connector: first, integrationId: second };
  return undefined;
}

/** @returns a name as it was before it was put into a path; `undefined` for what is none. */
function decode(segment: string): string | undefined {
  try {
    const name = decodeURIComponent(segment);
    return name !== '' && isStorableText(name) && Buffer.byteLength(name) <= MAX_NAME_BYTES ? name : undefined;
  } catch {
    return undefined;
  }
}
