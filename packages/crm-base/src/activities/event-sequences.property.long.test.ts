import { createSeededRandom } from '@frigg-crm/core/adapter';
import { NO_CALL_FACTS, type QuoCallFacts } from '@frigg-crm/quo';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createActivitySystem } from '../test-support/activity-system.ts';
import { lostAnswer, type FakeActivities } from '../test-support/fake-activities.ts';
import { aCall, aMessage } from '../test-support/fake-workspace.ts';
import type { ActivityLog } from './activity-log.ts';

const LINE = '+15551234567';
const CONTACTS = ['+14155550132', '+14155550133', '+14155550134'];

/** A call with up to three contacts, and what becomes known of it. */
const anyStory = fc.record({
  contacts: fc.integer({ min: 1, max: 3 }),
  isAnswered: fc.boolean(),
  parts: fc.subarray(['completed', 'recording', 'second recording', 'summary', 'voicemail', 'message'] as const, { minLength: 1 }),
  repetitions: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 }),
  seed: fc.integer({ min: 1, max: 0x7fffffff }),
  isConcurrent: fc.boolean(),
  /** Whether the CRM can change activities, or only replace them. */
  canUpdate: fc.boolean(),
  /** Whether activities of the call are deleted by a user while its events come. */
  isDeleted: fc.boolean(),
});

type Story = typeof anyStory extends fc.Arbitrary<infer Value> ? Value : never;
type Part = Story['parts'][number];

function callOf({ contacts, isAnswered }: Story): ReturnType<typeof aCall> {
  const participants = [LINE, ...CONTACTS.slice(0, contacts)];
  return isAnswered
    ? aCall({ participants })
    : aCall({ participants, answeredAt: null, answeredBy: null, status: 'missed', durationSeconds: 0 });
}

/** What comes last of all: after it no user deletes anything. */
type AnyPart = Part | 'last recording';

function factsOf(part: AnyPart, story: Story): QuoCallFacts {
  const recording = (id: string): QuoCallFacts['recordings'][number] => ({
    id,
    url: `https://files.example/${id}.mp3`,
    durationSeconds: 76,
    status: 'completed',
    startedAt: null,
  });
  switch (part) {
    case 'recording':
      return { ...NO_CALL_FACTS, call: callOf(story), recordings: [recording('CR1')] };
    case 'second recording':
      return { ...NO_CALL_FACTS, recordings: [recording('CR2')] };
    case 'last recording':
      return { ...NO_CALL_FACTS, recordings: [recording('CR3')] };
    case 'summary':
      return {
        ...NO_CALL_FACTS,
        summary: { status: 'completed', summary: ['Asked for prices'], nextSteps: ['Send quote'], jobs: [] },
        deepLink: 'https://my.example/c/1',
      };
    case 'voicemail':
      return {
        ...NO_CALL_FACTS,
        voicemail: { id: 'VM1', status: 'completed', durationSeconds: 35, transcript: 'Call me back', url: 'https://files.example/vm.mp3' },
      };
    default:
      return { ...NO_CALL_FACTS, call: callOf(story) };
  }
}

const KILLED = 'killed';

interface Played {
  readonly random: () => number;
  readonly isConcurrent: boolean;
  /** What goes wrong in the CRM goes wrong here. */
  readonly isRough: boolean;
}

/** Plays events, each until it succeeds, all of them at once or one after the other. @returns what the CRM holds. */
async function play(story: Story, events: readonly Part[], played: Played): Promise<unknown> {
  const system = createActivitySystem();
  const { activities, workspace, integration } = system;
  activities.people = new Map(CONTACTS.map((phone, index) => [phone, { objectType: 'Person', externalId: `p${index}` }]));
  activities.canUpdate = story.canUpdate;
  workspace.calls.set('AC1', callOf(story));
  const turns = async (): Promise<void> => {
    for (let turn = Math.floor(played.random() * 6); turn > 0; turn -= 1) await Promise.resolve();
  };
  workspace.pass = turns;
  let isLast = false;
  let kill = (): void => {};
  beRough(activities, { ...played, turns, mayDelete: () => story.isDeleted && !isLast, onKill: () => kill() });
  const deliver = async (log: ActivityLog, part: AnyPart): Promise<void> => {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      try {
        const killed = new Promise<never>((_resolve, reject) => (kill = () => reject(new Error(KILLED))));
        const work =
          part === 'message'
            ? log.logMessage(integration, { messageId: 'AC9', message: aMessage() })
            : log.logCall(integration, { callId: 'AC1', facts: factsOf(part, story) });
        await Promise.race([work, killed]);
        return;
      } catch (error) {
        // The event is redelivered: after a crash of the claim's holder only when the claim has run out.
        if (attempt > 30 || (error as Error).message === KILLED) await system.clock.advance(120_000);
        await turns();
      }
    }
    throw new Error('an event was never worked off');
  };
  const deliverAll = async (parts: readonly AnyPart[]): Promise<void> => {
    if (!played.isConcurrent) for (const part of parts) await deliver(system.log, part);
    else await Promise.all(parts.map(async (part, index) => deliver(index % 2 === 0 ? system.log : system.newLog(), part)));
  };
  await deliverAll(events);
  isLast = true;
  if (story.isDeleted) deleteCalls(activities);
  await deliverAll(['last recording', 'last recording']);
  const written = [...activities.stored.values()].map(({ id: _id, ...activity }) => activity);
  return written.toSorted((a, b) => `${a.sourceId}${a.contactPhone}`.localeCompare(`${b.sourceId}${b.contactPhone}`));
}

interface Roughness extends Played {
  readonly turns: () => Promise<void>;
  readonly mayDelete: () => boolean;
  /** The worker does not live to see the answer. */
  readonly onKill: () => void;
}

/**
 * A CRM whose responses get lost, before or after it has executed the request, and whose users delete what they find.
 * Where one worker works at a time, it is also killed.
 */
function beRough(activities: FakeActivities, { random, isRough, isConcurrent, turns, mayDelete, onKill }: Roughness): void {
  let deletions = isRough ? 2 : 0;
  let losses = isRough ? 4 : 0;
  let kills = isRough && !isConcurrent ? 2 : 0;
  const happens = (chance: number, left: number): boolean => left > 0 && random() < chance;
  activities.pass = async (call, when) => {
    await turns();
    if (mayDelete() && activities.stored.size > 0 && happens(0.1, deletions)) {
      deletions -= 1;
      deleteCalls(activities);
    }
    const isWrite = call === 'create' || call === 'update' || call === 'delete';
    if (isWrite && happens(0.15, losses)) {
      losses -= 1;
      throw lostAnswer();
    }
    if (isWrite && happens(0.15, kills)) {
      kills -= 1;
      onKill();
      await new Promise(() => {});
    }
    if (call === 'create' && when === 'after') await turns();
  };
}

function deleteCalls({ stored }: FakeActivities): void {
  for (const { id, kind } of stored.values()) if (kind === 'call') stored.delete(id);
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** `FRIGG_CRM_SEQUENCES=10000` plays as many as the promise names. */
const RUNS = Number(process.env['FRIGG_CRM_SEQUENCES'] ?? 120);

it(
  'B71, B72, B73, B74: one activity for each call and contact, and its content does not depend on the order of events',
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        const random = createSeededRandom(story.seed);
        const repeated = story.repetitions.map((index) => story.parts[index % story.parts.length] ?? 'completed');
        const events = shuffled([...story.parts, ...repeated], random);
        const inOrder = await play(story, story.parts, { random: () => 0, isConcurrent: false, isRough: false });
        const asItCame = await play(story, events, { random, isConcurrent: story.isConcurrent, isRough: true });
        expect(asItCame).toEqual(inOrder);
      }),
      { numRuns: RUNS },
    );
  },
);
