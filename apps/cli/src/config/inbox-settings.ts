import * as z from 'zod';
import { nameOf } from './flag.ts';
import { REDRIVE_DEAD_LETTERS_FLAGS, REPLAY_INBOX_FLAGS } from './inbox-flags.ts';
import { momentSchema } from './moment.ts';
import { SERVER_SHAPE, withServerSetting, type ServerSetting } from './place-setting.ts';
import { lastingStoreSchema, type StoreSetting } from './store-setting.ts';
import { UsageError } from '../errors/usage-error.ts';
import { rateSchema, wholeNumber } from './values.ts';

const STATES = ['open', 'done', 'failed'] as const;
const SOURCES = ['quo', 'crm'] as const;

const place = { store: lastingStoreSchema.prefault('sqlite:.frigg-crm/store.sqlite'), ...SERVER_SHAPE, json: z.boolean() };
const integration = z.string().min(1).optional();
const window = { since: momentSchema.optional(), until: momentSchema.optional() };
const limit = wholeNumber({ min: 1, max: 1000 }).prefault('100');
const source = z.enum(SOURCES, 'must be quo or crm').optional();

/** The kind and the code that entries have in common; a code that is absent: any. */
export interface EntryGroupName {
  readonly kind: string;
  readonly code?: string | undefined;
}

const groupSchema = z
  .string()
  .regex(/^[^/\s]+(\/\S*)?$/, 'must be kind/code, as dead-letters groups shows it, such as crm-event/API_REFUSED')
  .transform((text): EntryGroupName => {
    const [kind = '', ...code] = text.split('/');
    return code.length === 0 || code.join('/') === '' ? { kind } : { kind, code: code.join('/') };
  });

const rate = rateSchema.optional();

/** Where the inbox is. */
export interface InboxPlace {
  readonly store: StoreSetting;
  readonly server: ServerSetting | undefined;
  readonly json: boolean;
}

/** Reads the settings of `frigg-crm dead-letters list`. */
export const listDeadLettersSettingsSchema = z
  .strictObject({ ...place, integration, group: groupSchema.optional(), ...window, limit })
  .transform(withServerSetting);

/** Reads the settings of `frigg-crm dead-letters groups`. */
export const groupDeadLettersSettingsSchema = z.strictObject({ ...place, integration }).transform(withServerSetting);

/** Reads the settings of `frigg-crm dead-letters redrive`. */
export const redriveDeadLettersSettingsSchema = z
  .strictObject({ ...place, integration, group: groupSchema.optional(), all: z.boolean(), ...window, rate })
  .transform(withServerSetting);

/** Reads the settings of `frigg-crm inbox list`. */
export const listInboxSettingsSchema = z
  .strictObject({ ...place, integration, source, state: z.enum(STATES, 'must be open, done or failed').optional(), ...window, limit })
  .transform(withServerSetting);

/** Reads the settings of `frigg-crm inbox show`. */
export const showInboxSettingsSchema = z
  .strictObject({ ...place, integration: z.string('is missing: an id belongs to one').min(1) })
  .transform(withServerSetting);

/** Reads the settings of `frigg-crm inbox replay`. */
export const replayInboxSettingsSchema = z
  .strictObject({ ...place, integration, failedSince: momentSchema.optional(), until: window.until, source, rate })
  .transform(withServerSetting);

export type ListDeadLettersSettings = z.output<typeof listDeadLettersSettingsSchema>;
export type RedriveDeadLettersSettings = z.output<typeof redriveDeadLettersSettingsSchema>;
export type ListInboxSettings = z.output<typeof listInboxSettingsSchema>;
export type ReplayInboxSettings = z.output<typeof replayInboxSettingsSchema>;

/** One entry, or those that match. */
export type EntryChoice = { readonly integrationId: string; readonly id: string } | 'matching';

/**
 * @returns which dead letters are redriven.
 * @throws {UsageError} unless exactly one of id, `--group` and `--all` is given: a mistyped command must not redrive everything.
 */
export function chooseDeadLetters(
  id: string | undefined,
  { integration: integrationId, group, all, since, until, rate: perSecond }: RedriveDeadLettersSettings,
): EntryChoice {
  const { group: groupFlag, all: allFlag } = REDRIVE_DEAD_LETTERS_FLAGS;
  const given = [id !== undefined, group !== undefined, all].filter(Boolean).length;
  if (given !== 1) throw new UsageError(`name what is redriven: an id, ${nameOf(groupFlag)} or ${nameOf(allFlag)}, one of them`);
  return id === undefined ? 'matching' : chooseOne(id, { integrationId, restrictions: [since, until, perSecond] });
}

/**
 * @returns which events are replayed.
 * @throws {UsageError} unless either an id or `--failed-since` is given.
 */
export function chooseEvents(
  id: string | undefined,
  { integration: integrationId, failedSince, until, source: sender, rate: perSecond }: ReplayInboxSettings,
): EntryChoice {
  if ((id === undefined) === (failedSince === undefined))
    throw new UsageError(`name what is replayed: an id, or ${nameOf(REPLAY_INBOX_FLAGS.failedSince)}, one of them`);
  return id === undefined ? 'matching' : chooseOne(id, { integrationId, restrictions: [until, sender, perSecond] });
}

function chooseOne(
  id: string,
  { integrationId, restrictions }: { readonly integrationId: string | undefined; readonly restrictions: readonly unknown[] },
): EntryChoice {
  if (integrationId === undefined)
    throw new UsageError(`${nameOf(REDRIVE_DEAD_LETTERS_FLAGS.integration)}: is missing: an id belongs to one; lists show both`);
  if (restrictions.some((given) => given !== undefined))
    throw new UsageError('an id is one entry: drop the flags that restrict or pace several');
  return { integrationId, id };
}
