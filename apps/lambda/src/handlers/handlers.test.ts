import { silentLogger, systemClock, type Verdict } from '@frigg-crm/core';
import type { SyncEngine } from '@frigg-crm/crm-base';
import { describe, expect, it } from 'vitest';
import type { LambdaApp } from '../app/open-app.ts';
import { openOnce } from '../app/open-once.ts';
import type { SqsRecord } from '../events/sqs-event.ts';
import { createDeadLetterHandler } from './create-dead-letter-handler.ts';
import { createHttpHandler } from './create-http-handler.ts';
import { createQueueHandler } from './create-queue-handler.ts';
import { createScheduleHandler } from './create-schedule-handler.ts';

type Handling = Parameters<SyncEngine['handleMessage']>[1];

const CONTEXT = { getRemainingTimeInMillis: () => 60_000 };

/** An app whose messages say what becomes of them. */
function createApp(fate: (body: string) => Promise<Verdict> | Verdict): {
  readonly app: LambdaApp;
  readonly handled: Handling[];
  readonly hidden: Parameters<LambdaApp['hide']>[0][];
} {
  const handled: Handling[] = [];
  const hidden: Parameters<LambdaApp['hide']>[0][] = [];
  const app = {
    engine: {
      system: { clock: systemClock, logger: silentLogger },
      handleMessage: async (body: string, options: Handling) => {
        handled.push(options);
        return fate(body);
      },
      handleDeadLetter: async (body: string) => fate(body),
      runWatchdogOnce: async () => ({ sent: 2, due: 1, rescued: 0 }),
    },
    services: { runMaintenanceOnce: async () => 1 },
    server: { fetch: async (request: Request) => new Response(new URL(request.url).pathname) },
    maxReceives: 5,
    hide: async (message: Parameters<LambdaApp['hide']>[0]) => void hidden.push(message),
    // What a handler does not call is not there.
  } as unknown as LambdaApp;
  return { app, handled, hidden };
}

/** As Lambda documents it. */
function aRecord(body: string, receiveCount = 1): SqsRecord {
  return {
    messageId: `id-${body}`,
    receiptHandle: `handle-${body}`,
    body,
    attributes: { ApproximateReceiveCount: String(receiveCount) },
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:crm-work',
  };
}

describe('the handler of a queue', () => {
  it('names the messages that are not done, and no others', async () => {
    const { app } = createApp((body) => (body === 'b' ? { kind: 'retry', delaySeconds: 7 } : { kind: 'done' }));
    const result = await createQueueHandler(async () => app)({ Records: ['a', 'b', 'c'].map((body) => aRecord(body)) }, CONTEXT);
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'id-b' }] });
  });

  it('lets a message that throws fail alone', async () => {
    const { app } = createApp((body) => (body === 'b' ? Promise.reject(new TypeError('broken')) : { kind: 'done' }));
    const result = await createQueueHandler(async () => app)({ Records: ['a', 'b'].map((body) => aRecord(body)) }, CONTEXT);
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'id-b' }] });
  });

  it('passes on how often a message came, whether it comes again, and when the invocation ends', async () => {
    const { app, handled } = createApp(() => ({ kind: 'done' }));
    const before = systemClock.now();
    await createQueueHandler(async () => app)({ Records: [aRecord('a', 4), aRecord('b', 5)] }, CONTEXT);
    expect(handled).toMatchObject([
      { id: 'id-a', receiveCount: 4, isLastAttempt: false },
      { id: 'id-b', receiveCount: 5, isLastAttempt: true },
    ]);
    expect(handled[0]?.deadlineMs).toBeGreaterThanOrEqual(before + 60_000);
  });

  it.each([
    ['the delay that it names', { kind: 'retry', delaySeconds: 40 }, 40],
    ['a growing delay where it names none', { kind: 'retry' }, 4],
    ['15 minutes at most', { kind: 'retry', delaySeconds: 3600 }, 900],
    ['no delay when it can never succeed', { kind: 'dead-letter', reason: 'it cannot be read' }, 0],
  ] as const)('hides a message that failed for %s', async (_, verdict, seconds) => {
    const { app, hidden } = createApp(() => verdict);
    await createQueueHandler(async () => app)({ Records: [aRecord('a', 3)] }, CONTEXT);
    expect(hidden).toEqual([{ queueName: 'crm-work', receiptHandle: 'handle-a', seconds }]);
  });

  it('reports a message as failed, too, when its delay cannot be set', async () => {
    const { app } = createApp(() => ({ kind: 'retry', delaySeconds: 1 }));
    const handler = createQueueHandler(async () => ({ ...app, hide: async () => Promise.reject(new Error('denied')) }));
    expect(await handler({ Records: [aRecord('a')] }, CONTEXT)).toEqual({ batchItemFailures: [{ itemIdentifier: 'id-a' }] });
  });

  it('fails as a whole when the app cannot be opened, and opens it at the next invocation', async () => {
    const { app } = createApp(() => ({ kind: 'done' }));
    let attempts = 0;
    const open = openOnce(async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('no database');
      return app;
    });
    const handler = createQueueHandler(open);
    await expect(handler({ Records: [aRecord('a')] }, CONTEXT)).rejects.toThrow('no database');
    for (let invocation = 2; invocation <= 3; invocation += 1)
      expect(await handler({ Records: [aRecord('a')] }, CONTEXT)).toEqual({ batchItemFailures: [] });
    expect(attempts).toBe(2);
  });
});

describe('the handler of dead letters', () => {
  it('removes what it has settled, and leaves the rest to an operator', async () => {
    const { app, hidden } = createApp((body) => {
      if (body === 'c') throw new TypeError('broken');
      return body === 'b' ? { kind: 'retry', delaySeconds: 900 } : { kind: 'done' };
    });
    const result = await createDeadLetterHandler(async () => app)({ Records: ['a', 'b', 'c'].map((body) => aRecord(body)) });
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'id-b' }, { itemIdentifier: 'id-c' }] });
    expect(hidden.map(({ receiptHandle, seconds }) => [receiptHandle, seconds])).toEqual([
      ['handle-b', 900],
      ['handle-c', 900],
    ]);
  });
});

it('the handler of the schedule runs one turn of maintenance and watchdog', async () => {
  const { app } = createApp(() => ({ kind: 'done' }));
  expect(await createScheduleHandler(async () => app)({}, CONTEXT)).toEqual({ failedTasks: 1, sent: 2, due: 1, rescued: 0 });
});

it('the handler of an HTTP API answers what API Gateway passes', async () => {
  const { app } = createApp(() => ({ kind: 'done' }));
  const handler = createHttpHandler(async () => app.server.fetch);
  const requestContext = { domainName: 'abc.test', http: { method: 'GET' } };
  const event = { version: '2.0', rawPath: '/readyz', rawQueryString: '', headers: {}, requestContext, isBase64Encoded: false } as const;
  expect(await handler(event)).toMatchObject({ statusCode: 200, body: '/readyz' });
});
