/** Who sends webhooks. */
export const WEBHOOK_SOURCES = ['quo', 'crm'] as const;
