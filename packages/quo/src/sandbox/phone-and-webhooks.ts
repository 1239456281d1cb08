import { createPhoneRoutes } from './phone/phone-routes.ts';
import { createSandboxPhone, type SandboxPhone } from './phone/sandbox-phone.ts';
import type { SandboxRoute } from './sandbox-route.ts';
import type { SandboxState } from './sandbox-state.ts';
import { createSandboxWebhooks, type SandboxWebhooks, type WebhookDeliveryOptions } from './webhooks/sandbox-webhooks.ts';
import type { SandboxWebhook } from './webhooks/sandbox-webhook.ts';
import { createWebhookRoutes } from './webhooks/webhook-routes.ts';
import type { Workspace } from './workspace-routes.ts';

/** Options of the phones and webhooks of a sandbox. */
export interface PhoneOptions extends WebhookDeliveryOptions {
  /** Whether the workspace's plan includes summaries of calls; where not, they are refused with 403. @defaultValue true */
  readonly hasSummaries?: boolean | undefined;
}

/** The phones and webhooks of a sandbox, with their routes. */
export interface PhoneAndWebhooks {
  readonly phone: SandboxPhone;
  readonly webhooks: SandboxWebhooks;
  readonly routes: readonly SandboxRoute[];
  clear(): void;
}

/** Makes the phones, and the webhooks that report what happens on them. */
export function createPhoneAndWebhooks(state: SandboxState, workspace: Workspace, options: PhoneOptions): PhoneAndWebhooks {
  const { clock } = state;
  const { deliver, webhookStyle: style = 'legacy', webhookRetryDelaysMs, hasSummaries = true } = options;
  const { phoneNumbers } = workspace;
  const held = new Map<string, SandboxWebhook>();
  const ownNumbers = phoneNumbers.map(({ number }) => number);
  const webhookLog = createSandboxWebhooks(held, { clock, ownNumbers, deliver, webhookStyle: style, webhookRetryDelaysMs });
  const phoneLog = createSandboxPhone({ clock, phoneNumbers, report: webhookLog.report });
  return {
    phone: phoneLog.phone,
    webhooks: webhookLog.webhooks,
    routes: [...createPhoneRoutes(state, phoneLog, { hasSummaries }), ...createWebhookRoutes(state, held, { style, workspace })],
    clear() {
      phoneLog.clear();
      webhookLog.clear();
    },
  };
}
