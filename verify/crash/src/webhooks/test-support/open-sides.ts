import type { Clock } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import { createPipedriveSandbox, type PipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { serve } from '@frigg-crm/kit/programs';
import { QUO_KEY } from '../app/app-input.ts';

/** A Quo and a Pipedrive that listen. */
export interface Sides {
  readonly quo: QuoSandbox;
  readonly pipedrive: PipedriveSandbox;
  readonly quoUrl: string;
  readonly crmUrl: string;
  /** Numbers of the people who are in the CRM, E.164, one of each. */
  readonly contacts: readonly string[];
  close(): Promise<void>;
}

const PEOPLE = 12;

/** Opens both. Neither limits its requests. */
export async function openSides(clock: Clock): Promise<Sides> {
  const contacts = Array.from({ length: PEOPLE }, (_, index) => `+1415555${1000 + index}`);
  const people = contacts.map((value, index) => ({ name: `Person ${index}`, phones: [{ value, label: 'work', primary: true }] }));
  const pipedrive = createPipedriveSandbox({ clock, people, requestsPer2s: 1e6 });
  const quo = createQuoSandbox({ clock, apiKeys: [QUO_KEY], requestsPerSecond: Number.POSITIVE_INFINITY });
  const [crm, phones] = await Promise.all([serve(pipedrive.fetch), serve(quo.fetch as Fetch)]);
  const close = async (): Promise<void> => void (await Promise.all([crm.close(), phones.close()]));
  return { quo, pipedrive, quoUrl: phones.url, crmUrl: crm.url, contacts, close };
}
