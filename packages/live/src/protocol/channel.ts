/** What can be watched: all processes that are active or have just ended, one process, or the log of an integration. */
export type LiveChannel =
  | { readonly kind: 'processes' }
  | { readonly kind: 'process'; readonly processId: string }
  | { readonly kind: 'events'; readonly integrationId: string };

/** Ids are shorter; what is longer is no name of a channel. */
const MAX_ID_LENGTH = 512;

/** @returns the channel that a name stands for: `processes`, `process:<id>` or `events:<integrationId>`; `undefined` when it is none. */
export function readChannel(name: string): LiveChannel | undefined {
  if (name === 'processes') return { kind: 'processes' };
  const [kind, ...rest] = name.split(':');
  const id = rest.join(':');
  if (id === '' || id.length > MAX_ID_LENGTH) return undefined;
  if (kind === 'process') return { kind, processId: id };
  return kind === 'events' ? { kind, integrationId: id } : undefined;
}
