import type { Attention } from '@frigg-crm/client/attention';

/** Something that does not go on by itself, as a line. */
export interface AttentionRow extends Pick<Attention, 'severity' | 'at' | 'code' | 'text'> {
  readonly integrationId: string;
  /** The verb that shows more. */
  readonly next: string;
}

/** @returns the line, with the verb that shows more of it. */
export function toAttentionRow({ severity, at, code, text, integration, sync }: Attention): AttentionRow {
  const integrationId = sync?.integrationId ?? integration?.id ?? '';
  const next = sync === undefined ? `integrations show ${integrationId}` : `processes explain ${sync.id}`;
  return { severity, at, integrationId, code, text, next };
}
