import * as z from 'zod';
import { pipedriveIdSchema } from './pipedrive-id.ts';

/** A subscription as it is to be made. */
export interface PipedriveWebhookFields {
  /** Public https; Pipedrive tries it and follows no redirect. */
  readonly url: string;
  readonly eventAction: 'create' | 'change' | 'delete' | '*';
  readonly eventObject: 'person';
  /** 1 to 255 characters. */
  readonly name: string;
  /** Sent back with each event as HTTP Basic. */
  readonly credentials: { readonly user: string; readonly password: string };
  /** Events are filtered by what this user may see. @defaultValue the connected user */
  readonly userId?: string | undefined;
}

/** A subscription as Pipedrive keeps it; its password is not read. */
export interface PipedriveWebhook {
  readonly id: string;
  readonly url: string;
  readonly eventAction: string;
  readonly eventObject: string;
  readonly version: string | null;
  readonly isActive: boolean;
  /** The user part of its HTTP Basic credentials; `null`: none, or not reported. */
  readonly basicUser: string | null;
}

/** Webhooks API v1, Get all webhooks. `is_active` is a number there. */
export const pipedriveWebhookSchema = z
  .object({
    id: pipedriveIdSchema,
    subscription_url: z.string().nullish(),
    event_action: z.string().nullish(),
    event_object: z.string().nullish(),
    version: z.string().nullish(),
    is_active: z.union([z.boolean(), z.number()]).nullish(),
    http_auth_user: z.string().nullish(),
  })
  .transform((wire): PipedriveWebhook => ({
    id: wire.id,
    url: wire.subscription_url ?? '',
    eventAction: wire.event_action ?? '',
    eventObject: wire.event_object ?? '',
    version: wire.version ?? null,
    isActive: wire.is_active === true || wire.is_active === 1,
    basicUser: wire.http_auth_user ?? null,
  }));
