/** A subscription on the wire. */
export interface SandboxWebhook {
  readonly id: number;
  readonly company_id: number;
  readonly owner_id: number;
  readonly user_id: number;
  readonly event_action: string;
  readonly event_object: string;
  readonly subscription_url: string;
  readonly version: string;
  readonly is_active: 0 | 1;
  readonly add_time: string;
  readonly remove_time: string | null;
  readonly type: 'application';
  readonly http_auth_user: string | null;
  readonly http_auth_password: string | null;
  readonly remove_reason: string | null;
  readonly last_delivery_time: string | null;
  readonly last_http_status: number | null;
  readonly admin_id: number;
  readonly name: string;
}

/** One event on its way to one subscription. */
export interface SandboxDelivery {
  readonly webhookId: number;
  /** 1 to 4. */
  readonly attempt: number;
  /** Epoch milliseconds. */
  readonly dueAtMs: number;
  /** The payload of webhooks v2. */
  readonly body: SandboxEventBody;
}

/** The payload of webhooks v2. */
export interface SandboxEventBody {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly previous: Readonly<Record<string, unknown>> | null;
}
