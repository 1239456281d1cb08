import type { Mutant } from './mutant.ts';

/** Faults of webhooks, activities and the life of integrations. */
export const INTEGRATION_MUTANTS: readonly Mutant[] = [
  {
    name: 'a-failed-event-is-done',
    file: 'integration-work.ts',
    find: 'await this.#route(integration, claim.entry, options);',
    replace: 'await this.#route(integration, claim.entry, options).catch(() => undefined);',
    why: 'A webhook whose work fails once is forgotten.',
  },
  {
    name: 'an-outage-gives-up',
    file: 'integration-work.ts',
    find: "if (verdict.kind === 'give-up') {",
    replace: "if (verdict.kind !== 'busy') {",
    why: 'A webhook that meets an outage is given up.',
  },
  {
    name: 'taken-before-it-is-stored',
    file: 'accept-events.ts',
    find: 'await dependencies.inbox.accept(entries, { signal });',
    replace: 'await dependencies.inbox.accept(entries, { signal }).catch(() => []);',
    why: 'A webhook is answered 200 although it is not stored.',
  },
  {
    name: 'all-events-are-one',
    file: 'accept-events.ts',
    find: 'id: toEntryId(from, event.eventId),',
    replace: "id: toEntryId(from, 'event'),",
    why: 'Each event is taken for a repetition of the first.',
  },
  {
    name: 'a-lost-entry-stays-lost',
    file: 'requeue-due-entries.ts',
    find: 'await queueEntries(queueManager, due, { signal });',
    replace: '',
    why: 'An entry whose message was lost is never worked on.',
  },
  {
    name: 'changes-of-people-are-dropped',
    file: 'integration-services.ts',
    find: 'void (await handleCrmEvent(people, integration, data, call))',
    replace: 'void [people, integration, data, call, handleCrmEvent]',
    why: 'A person who changes is not synced when the CRM says so.',
  },
  {
    name: 'an-activity-in-doubt-is-new',
    file: 'upsert-activity.ts',
    find: 'claimed.isInDoubt ? target.findLoggedActivity(activity, options) : undefined);',
    replace: 'claimed.isInDoubt ? undefined : undefined);',
    why: 'A call whose writing was not confirmed is written a second time.',
  },
  {
    name: 'keys-of-webhooks-are-lost',
    file: 'keep-subscriptions.ts',
    find: 'await secret.write(toValue([...next, ...without(current, next)]));',
    replace: '',
    why: 'What Quo sends cannot be verified.',
  },
  {
    name: 'webhooks-stay-at-quo',
    file: 'remove-webhooks.ts',
    find: "await attempt(removal, 'quo-webhooks', async (ask) => removeQuoWebhooks(removal, crm, ask));",
    replace: "(await attempt(removal, 'quo-webhooks', async () => true)) || removeQuoWebhooks.length === 0;",
    why: 'A deleted integration goes on receiving calls and texts.',
  },
  {
    name: 'people-stay-behind',
    file: 'remove-integration.ts',
    find: 'async () => mappingRepository.removeAll({ integrationId, signal }),',
    replace: 'async () => void mappingRepository,',
    why: 'What was known of people outlives their integration.',
  },
  {
    name: 'the-first-attempt-is-the-last',
    file: 'remove-integration.ts',
    find: 'return isClean || isLastTry;',
    replace: 'return true;',
    why: 'A deletion goes on although its webhooks are still there.',
  },
  {
    name: 'a-claim-is-never-over',
    file: 'inbox.ts',
    find: 'if (!isOurs && busyForMs > 0 && busyForMs <= value.claimedForMs + CLOCK_SKEW_MS)',
    replace: 'if (!isOurs && value.claimId !== null)',
    why: 'What a crashed worker had claimed is never worked on again.',
  },
];
