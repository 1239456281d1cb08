/**
 * The client of the phone platform Quo: contacts, calls and messages, webhooks, and the texts that a CRM keeps of them.
 * Its sandbox is `@frigg-crm/quo/sandbox`.
 */

// The client
export { createQuoClient, type QuoClient, type QuoClientOptions } from './create-quo-client.ts';
export type { VerifyKeyOptions } from './api/verify-key.ts';
export { readPartnerKey, readQuoKey } from './api/quo-key.ts';
export type { QuoSurface } from './api/quo-source.ts';
export { VERSION } from './version.ts';

// Request budgets
export { QUO_REQUESTS_PER_SECOND, createQuoBudgets, type QuoBudgets, type QuoBudgetsOptions } from './api/quo-budgets.ts';

// Contacts
export { compareContact, type ContactFieldComparison, type ContactValue } from './contacts/compare-contact.ts';
export { toSourceUrl } from './contacts/find-contact-problem.ts';
export type { QuoContact, QuoContactItem, QuoCustomField } from './contacts/quo-contact.ts';
export type { QuoContacts } from './contacts/quo-contacts.ts';
export { phoneNumbersOf, type StoredQuoContact, type StoredQuoItem } from './contacts/stored-contact.ts';
export type { UpsertOutcome } from './contacts/upsert-outcome.ts';

// Workspace
export type { QuoPhoneNumber, QuoPhoneNumbers } from './workspace/phone-numbers.ts';
export type { QuoUser, QuoUsers } from './workspace/users.ts';

// Calls and messages
export type { QuoCallLookup, QuoCalls } from './calls/create-quo-calls.ts';
export { NO_CALL_FACTS, mergeCallFacts } from './calls/merge-call-facts.ts';
export type { QuoCallFacts } from './calls/quo-call-facts.ts';
export type { QuoCallSummary, QuoSummaryJob } from './calls/quo-call-summary.ts';
export type { QuoCall, QuoDirection } from './calls/quo-call.ts';
export type { QuoRecording } from './calls/quo-recording.ts';
export type { QuoVoicemail } from './calls/quo-voicemail.ts';
export type { QuoMessages } from './messages/create-quo-messages.ts';
export type { QuoMedia, QuoMessage } from './messages/quo-message.ts';

// Analytics
export {
  createQuoAnalytics,
  type QuoAnalytics,
  type QuoAnalyticsEvent,
  type QuoAnalyticsIdentity,
  type QuoAnalyticsOptions,
} from './create-quo-analytics.ts';

// Webhooks: subscribing
export {
  createQuoSubscriptions,
  type QuoSubscriptions,
  type SubscriptionChange,
  type SubscriptionRequest,
} from './subscriptions/create-quo-subscriptions.ts';
export type { QuoSubscription, QuoSubscriptionKind } from './subscriptions/quo-subscription.ts';
export type { QuoWebhook, QuoWebhooks, WantedWebhook } from './subscriptions/quo-webhooks.ts';
export { SubscriptionError, type SubscriptionFailure } from './subscriptions/subscription-error.ts';
export type { WantedSubscriptions } from './subscriptions/wanted-subscriptions.ts';

// Webhooks: deliveries
export type { QuoCallEvent, QuoEvent, QuoIgnoredEvent, QuoMessageEvent } from './deliveries/quo-event.ts';
export { readQuoEvent } from './deliveries/read-quo-event.ts';
export { verifyQuoWebhook, type VerifiedDelivery, type VerifyQuoWebhookOptions } from './deliveries/verify-quo-webhook.ts';

// Calls and texts as activities of a CRM
export { actingUserId } from './activities/acting-user-id.ts';
export type { ActivityFormat, ActivityText } from './activities/activity-format.ts';
export type { ActivityLine } from './activities/activity-line.ts';
export { escapeHtml } from './activities/escape-html.ts';
export { externalParticipants, type OwnLine } from './activities/external-participants.ts';
export { formatDuration } from './activities/format-duration.ts';
export { messagePartiesOf, type MessageParties } from './activities/message-parties.ts';
export { renderCall, type CallActivityModel } from './activities/render-call.ts';
export { renderMessage, type MessageActivityModel } from './activities/render-message.ts';
export { stripEmoji } from './activities/strip-emoji.ts';
export { userNameOf } from './activities/user-name-of.ts';

// Errors
export { InvalidWebhookError } from './errors/invalid-webhook-error.ts';
export { WebhookRefusedError, type WebhookRefusalReason } from './errors/webhook-refused-error.ts';
