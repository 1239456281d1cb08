import { expect, it } from 'vitest';
import { createQuoSystem, type QuoSystem } from '../../test-support/quo-system.ts';
import { createQuoSubscriptions } from '../../subscriptions/create-quo-subscriptions.ts';
import type { QuoCallEvent, QuoEvent } from '../../deliveries/quo-event.ts';
import { readQuoEvent } from '../../deliveries/read-quo-event.ts';
import { verifyQuoWebhook } from '../../deliveries/verify-quo-webhook.ts';

const STYLES = ['legacy', 'standard'] as const;

/** What happens on one call and with two texts, delivered to a subscriber. @returns what was understood of each delivery. */
async function tellAll(webhookStyle: (typeof STYLES)[number]): Promise<{ world: QuoSystem; callId: string; events: readonly QuoEvent[] }> {
  const world = createQuoSystem({ sandbox: { webhookStyle } });
  const { quo, run, sandbox, clock } = world;
  const subscriptions = createQuoSubscriptions({ webhooks: quo.webhooks });
  const stored = await run(subscriptions.subscribe({ url: 'https://crm.example.com/quo', phoneNumberIds: ['PN1'], label: 'Acme' }));
  const callId = sandbox.phone.call({ durationSeconds: 30 });
  sandbox.phone.addRecording(callId);
  sandbox.phone.addSummary(callId, { jobs: [{ icon: '💰', name: 'Deal', items: [{ name: 'Budget', value: 5000 }] }] });
  sandbox.phone.text({ text: 'Hi 👋' });
  sandbox.phone.text({ direction: 'outgoing', media: [{ url: 'https://media.example.com/1.png', type: 'image/png' }] });
  const keys = new Map(stored.map(({ id, key }) => [id, key]));
  const events: QuoEvent[] = [];
  for (const delivery of sandbox.webhooks.events()) {
    const request = delivery.toRequest();
    const rawBody = new Uint8Array(await request.arrayBuffer());
    const key = keys.get(delivery.webhookId) ?? '';
    expect(verifyQuoWebhook({ headers: request.headers, rawBody, keys: [key], nowMs: clock.now() }).style).toBe(webhookStyle);
    events.push(readQuoEvent(rawBody));
  }
  return { world, callId, events };
}

it.each(STYLES)('delivers in the %s style what the receiver verifies and understands', async (style) => {
  const { events } = await tellAll(style);
  expect(events.map(({ kind, type, eventId }) => `${eventId} ${kind} ${type}`)).toEqual([
    'EV1 call call.completed',
    'EV2 call call.recording.completed',
    'EV3 call call.summary.completed',
    'EV4 message message.received',
    'EV5 message message.delivered',
  ]);
});

it.each(STYLES)('reports in the %s style what the API reports too', async (style) => {
  const { world, callId, events } = await tellAll(style);
  const { quo, run } = world;
  const [ended, recorded, summarised] = events as readonly QuoCallEvent[];
  const looked = await run(quo.calls.get(callId));
  const reported = { direction: 'incoming', status: 'completed', durationSeconds: 30, userId: 'US1', phoneNumberId: 'PN1' };
  expect(looked).toMatchObject({
    kind: 'found',
    call: { ...reported, answeredAt: ended?.facts.call?.answeredAt, createdAt: ended?.facts.call?.createdAt },
  });
  expect(ended?.facts.call).toMatchObject(reported);
  expect(recorded?.facts.recordings.map(({ id, url }) => [id, url])).toEqual(
    (await run(quo.calls.recordings(callId))).map(({ id, url }) => [id, url]),
  );
  expect(summarised?.facts.summary).toEqual(await run(quo.calls.summary(callId)));
});
