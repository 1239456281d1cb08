import type { JsonValue } from '@frigg-crm/core';
import fc from 'fast-check';
import type { QuoCallFacts } from '../../calls/quo-call-facts.ts';

const maybe = <Value>(values: readonly Value[]): fc.Arbitrary<Value | null> => fc.constantFrom(null, ...values);
const seconds = fc.option(fc.nat(4000));
const time = maybe(['2026-01-05T10:00:00.000Z', '2026-01-05T10:00:00Z', '2026-01-06T00:00:00.000Z', 'yesterday', '']);
const number = fc.constantFrom('+14155550100', '+14155550199', '+447911123456', '(415) 555-0100', 'anonymous');
const url = maybe(['https://files.example/a.mp3', 'https://files.example/b.mp3', 'javascript:alert(1)', 'no address', '']);
const mediaStatus = maybe(['completed', 'in-progress', 'failed', 'absent', 'deleted', 'something new']);

/** What people and machines write: markup of every kind, controls, halves of emoji, empty lines. */
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    ' ',
    '<b>x</b>',
    '[x](javascript:alert(1))',
    '# a\n\n\n- b\r\n1. c',
    '&amp; **bold** `code`',
    '\u0000\uD83D',
    'Ana Ruiz',
  ),
);

const call = fc.record({
  id: fc.constantFrom('AC1', 'AC2'),
  direction: fc.constantFrom('incoming' as const, 'outgoing' as const),
  status: maybe(['completed', 'in-progress', 'ringing', 'no-answer', 'missed', 'forwarded', 'busy', 'answered', 'something new', '']),
  createdAt: time,
  answeredAt: time,
  completedAt: time,
  updatedAt: time,
  durationSeconds: seconds,
  answeredBy: maybe(['US1', 'US2', 'SY1']),
  initiatedBy: maybe(['US1', 'US2']),
  userId: maybe(['US1', 'US3']),
  phoneNumberId: maybe(['PN1', 'PN2']),
  participants: fc.array(number, { maxLength: 3 }),
  externalParticipants: fc.option(fc.array(number, { maxLength: 2 })),
  forwardedTo: maybe(['+14155550123', 'US4', '']),
  aiHandled: maybe(['ai-agent']),
});

const recording = fc.record({
  id: maybe(['CR1', 'CR2', 'CR3']),
  url,
  durationSeconds: seconds,
  status: mediaStatus,
  startedAt: time,
});

const voicemail = fc.record({ id: maybe(['VM1', 'VM2']), status: mediaStatus, durationSeconds: seconds, transcript: fc.option(text), url });

const job = fc.record({
  icon: fc.option(fc.constantFrom('✍️', '', '<i>')),
  name: text,
  items: fc.array(fc.record({ name: text, value: fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue> }), { maxLength: 2 }),
});

const summary = fc.record({
  status: mediaStatus,
  summary: fc.array(text, { maxLength: 3 }),
  nextSteps: fc.array(text, { maxLength: 2 }),
  jobs: fc.array(job, { maxLength: 2 }),
});

/** Facts that may contradict each other in every field, as if three versions of an API spoke at once. */
export const anyCallFacts: fc.Arbitrary<QuoCallFacts> = fc.record({
  call: fc.option(call),
  recordings: fc.array(recording, { maxLength: 4 }),
  voicemail: fc.option(voicemail),
  summary: fc.option(summary),
  deepLink: url,
});

/** Facts that are all true at once: each recording once, all of it completed. */
export const trueCallFacts: fc.Arbitrary<QuoCallFacts> = fc.record({
  call,
  recordings: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('CR1', 'CR2', 'CR3'),
      url: fc.option(fc.webUrl()),
      durationSeconds: fc.integer({ min: 1, max: 4000 }),
      status: maybe(['completed']),
      startedAt: time,
    }),
    { maxLength: 3, selector: ({ id }) => id },
  ),
  voicemail: fc.option(
    fc.record({
      id: fc.constant('VM1'),
      status: maybe(['completed']),
      durationSeconds: seconds,
      transcript: fc.option(text),
      url: fc.option(fc.webUrl()),
    }),
  ),
  summary: fc.option(fc.record({ status: maybe(['completed']), summary: fc.array(text), nextSteps: fc.array(text), jobs: fc.array(job) })),
  deepLink: fc.option(fc.webUrl()),
});
