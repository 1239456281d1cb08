/** Who sends webhooks. */
export const WEBHOOK_SOURCES = ['quo', 'crm'] as const;

export type WebhookSource = (typeof WEBHOOK_SOURCES)[number];

/** @returns the kind that events of a source have in the inbox. */
export function kindOf(source: WebhookSource): string {
  return `${source}-event`;
}
