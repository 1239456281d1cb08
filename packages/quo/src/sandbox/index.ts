/** Quo in memory, for tests and demos: one fetch handler, a phone to call with, and webhooks. */
export type { SandboxAnalyticsEvent } from './analytics-routes.ts';
export type { SandboxCustomField } from './contact-answer.ts';
export { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions } from './create-quo-sandbox.ts';
export type {
  SandboxCallInput,
  SandboxCallStatus,
  SandboxRecordingInput,
  SandboxSummaryInput,
  SandboxTextInput,
  SandboxVoicemailInput,
} from './phone/sandbox-call-input.ts';
export type { PhoneOptions } from './phone-and-webhooks.ts';
export type { SandboxPhone } from './phone/sandbox-phone.ts';
export type { SandboxContact, SandboxContactInput, SandboxItem } from './sandbox-contact.ts';
export type { ContactRefusal, QuoSandboxStats, RefuseContact } from './sandbox-state.ts';
export type { SandboxDelivery } from './webhooks/sandbox-delivery.ts';
export type { SandboxWebhook } from './webhooks/sandbox-webhook.ts';
export type { SandboxWebhooks, WebhookDeliveryOptions } from './webhooks/sandbox-webhooks.ts';
export type { WebhookStyle } from '../deliveries/read-signatures.ts';
export type { SandboxPhoneNumber, SandboxUser } from './workspace.ts';
