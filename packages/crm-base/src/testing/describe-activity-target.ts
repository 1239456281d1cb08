import { expect } from 'vitest';
import type { ActivityTarget } from '../connector/activity-target.ts';
import type { CrmPersonRef, LoggedActivity } from '../connector/logged-activity.ts';
import { describeCases, usingEach, type ContractCase } from './contract-case.ts';

/** A connector, joined to a CRM that can be looked into. */
export interface ActivityTargetUnderTest {
  readonly target: ActivityTarget;
  /** Adds a person with these phone numbers, written as people write them. */
  readonly addPerson: (phoneNumbers: readonly string[]) => Promise<CrmPersonRef> | CrmPersonRef;
  /** @returns the texts of all activities that the CRM holds on this person and that are not deleted, titles included. */
  readonly textsOf: (person: CrmPersonRef) => Promise<readonly string[]> | readonly string[];
  /** Deletes an activity in the CRM, as a user does. */
  readonly deleteInCrm: (activityId: string, activity: LoggedActivity) => Promise<void> | void;
  readonly close?: (() => Promise<void>) | undefined;
}

/** What {@link describeActivityTarget} runs against. */
export interface DescribeActivityTargetOptions {
  /** Joins a connector to a new CRM without persons. */
  readonly make: () => Promise<ActivityTargetUnderTest> | ActivityTargetUnderTest;
  /** Whether people can be found by phone in the CRM; otherwise only those are known who were synced. @defaultValue true */
  readonly searchable?: boolean | undefined;
}

/** No person in a sandbox has these. */
const PHONE = '+14155550177';
const OTHER_PHONE = '+14155550178';
/** Ends as `PHONE` does: a search by part of a number finds both. */
const ALIKE = '+12125550177';

/**
 * The contract suite for connectors that write calls and texts: one that passes it ends with one activity per call and
 * contact. Call it in a test file.
 *
 * @example
 * ```ts
 * describeActivityTarget('acme', { make: () => joinAcmeToSandbox() });
 * ```
 */
export function describeActivityTarget(name: string, options: DescribeActivityTargetOptions): void {
  describeCases(`${name} keeps the contract of what calls and texts are written into`, activityTargetCases(options));
}

/** @returns the demands of the contract, one by one. */
export function activityTargetCases({ make, searchable = true }: DescribeActivityTargetOptions): readonly ContractCase[] {
  const using = usingEach(make);
  const search = searchable ? searchCases(using) : [findsNone(using)];
  return [...search, ...(['call', 'message'] as const).flatMap((kind) => writeCases(using, kind))];
}

type Using = (use: (connector: ActivityTargetUnderTest) => Promise<void>) => Promise<void>;

function searchCases(using: Using): readonly ContractCase[] {
  return [
    {
      title: 'finds people by exactly their number, however it is written, and returns no one for an unknown number',
      run: async () =>
        using(async ({ target, addPerson }) => {
          const person = await addPerson(['(415) 555-0177']);
          await addPerson([OTHER_PHONE]);
          expect(await target.findPersonsByPhone(PHONE, {})).toEqual([person]);
          expect(await target.findPersonsByPhone('+14155550179', {})).toEqual([]);
        }),
    },
    {
      title: 'does not take a number that ends alike for the one that is searched for',
      run: async () =>
        using(async ({ target, addPerson }) => {
          await addPerson([ALIKE]);
          expect(await target.findPersonsByPhone(PHONE, {})).toEqual([]);
          const person = await addPerson([PHONE]);
          expect(await target.findPersonsByPhone(PHONE, {})).toEqual([person]);
        }),
    },
    {
      title: 'finds a person by each of several numbers in one field',
      run: async () =>
        using(async ({ target, addPerson }) => {
          const person = await addPerson(['415-555-0177 / 415-555-0178']);
          expect(await target.findPersonsByPhone(PHONE, {})).toEqual([person]);
          expect(await target.findPersonsByPhone(OTHER_PHONE, {})).toEqual([person]);
        }),
    },
  ];
}

function findsNone(using: Using): ContractCase {
  return {
    title: 'finds no person by phone, as its CRM cannot be searched',
    run: async () =>
      using(async ({ target, addPerson }) => {
        await addPerson([PHONE]);
        expect(await target.findPersonsByPhone(PHONE, {})).toEqual([]);
      }),
  };
}

function writeCases(using: Using, kind: LoggedActivity['kind']): readonly ContractCase[] {
  return [
    {
      title: `writes a ${kind} on the person, and says under which id`,
      run: async () =>
        using(async ({ target, addPerson, textsOf }) => {
          const [person, other] = [await addPerson([PHONE]), await addPerson([OTHER_PHONE])];
          const id = await write(target, anActivity(kind, person));
          expect(id).toMatch(/./);
          expect(await textsOf(person)).toEqual([expect.stringContaining('first version')]);
          expect((await textsOf(person))[0]).toContain('A title');
          expect(await textsOf(other)).toEqual([]);
        }),
    },
    {
      title: `changes a ${kind} in its place, or says that it cannot`,
      run: async () =>
        using(async ({ target, addPerson, textsOf }) => {
          const person = await addPerson([PHONE]);
          const first = anActivity(kind, person);
          const id = await write(target, first);
          const second = { ...first, content: contentOf(target, kind, 'second version') };
          const outcome = await target.updateActivity(id, second, {});
          if (outcome === 'unsupported') {
            await write(target, second);
            await target.deleteActivity(id, first, {});
          }
          expect(outcome).not.toBe('gone');
          expect(await textsOf(person)).toEqual([expect.stringContaining('second version')]);
        }),
    },
    {
      title: `says of a ${kind} that was deleted in the CRM that it is gone, and deletes it once more`,
      run: async () =>
        using(async ({ target, addPerson, deleteInCrm, textsOf }) => {
          const person = await addPerson([PHONE]);
          const activity = anActivity(kind, person);
          const id = await write(target, activity);
          await deleteInCrm(id, activity);
          expect(await target.updateActivity(id, activity, {})).not.toBe('updated');
          await target.deleteActivity(id, activity, {});
          expect(await textsOf(person)).toEqual([]);
        }),
    },
    {
      title: `finds a ${kind} again whose answer was lost, or says that it cannot search`,
      run: async () =>
        using(async ({ target, addPerson }) => {
          const person = await addPerson([PHONE]);
          const activity = anActivity(kind, person);
          expect(await target.findLoggedActivity(activity, {})).toBeUndefined();
          const id = await write(target, activity);
          expect([id, undefined]).toContain(await target.findLoggedActivity(activity, {}));
          const later = { ...activity, sourceId: 'AC2', timestamp: '2026-01-05T11:30:00.000Z' };
          expect(await target.findLoggedActivity(later, {})).toBeUndefined();
        }),
    },
  ];
}

function contentOf(target: ActivityTarget, kind: LoggedActivity['kind'], text: string): string {
  const { format } = kind === 'call' ? target.activityFormats.calls : target.activityFormats.messages;
  return format === 'html' ? `<span>${text}</span>` : text;
}

async function write(target: ActivityTarget, activity: LoggedActivity): Promise<string> {
  return activity.kind === 'call' ? target.logCallToActivity(activity, {}) : target.logSMSToActivity(activity, {});
}

function anActivity(kind: LoggedActivity['kind'], person: CrmPersonRef): LoggedActivity {
  return {
    kind,
    sourceId: 'AC1',
    person,
    contactPhone: PHONE,
    direction: 'inbound',
    timestamp: '2026-01-05T10:00:00.000Z',
    durationSeconds: kind === 'call' ? 125 : null,
    isAnswered: kind === 'call',
    quoUser: null,
    title: 'A title',
    content: 'first version',
  };
}
