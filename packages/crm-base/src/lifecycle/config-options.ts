import type { CallOptions, Integration, JsonObject } from '@frigg-crm/core';
import { withTimeout } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { toForm, type Form } from '../connector/forms/form.ts';
import { ownerSettingsSchema } from '../connector/owner-settings.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { WorkTimeoutError } from '../failures/work-timeout-error.ts';
import { findRecord, tryToResolve } from './change-record.ts';
import type { ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';
import { CONFIG_KEYS, phoneNumbersOf, selectedPhoneIds, toMetadata, type PhoneNumberMetadata } from './phone-numbers-of.ts';
import { WEBHOOK_SECRETS } from './webhook-secrets.ts';

/** What an owner can set, as a form, and what is set now. */
export interface ConfigOptions extends Form {
  /** Why the numbers of now could not be loaded, such as `API_RATE_LIMITED`: those of the last check are shown. */
  readonly choicesFailed?: string | undefined;
}

/** Reads from storage which numbers can be selected, and what the connector lets its owners set. Calls no API. */
export async function configOptions(
  dependencies: ResolvedLifecycleDependencies,
  integrationId: string,
  options: CallOptions,
): Promise<ConfigOptions> {
  const record = await findRecord(dependencies, integrationId, options);
  const crm = await tryToResolve(dependencies, record);
  return toConfigForm(dependencies, { record, crm, numbers: phoneNumbersOf(record.config), ...options });
}

/** The same with the numbers that the workspace has now, and with what the owner has filled in but not sent yet. */
export async function refreshConfigOptions(
  dependencies: ResolvedLifecycleDependencies,
  integrationId: string,
  { values, ...options }: CallOptions & { readonly values?: JsonObject | undefined },
): Promise<ConfigOptions> {
  const record = await findRecord(dependencies, integrationId, options);
  const crm = await tryToResolve(dependencies, record);
  const { numbers, choicesFailed } = await loadNumbers(dependencies, { record, crm, ...options });
  const form = await toConfigForm(dependencies, { record, crm, numbers, ...options });
  const known = Object.entries(values ?? {}).filter(([name]) => Object.hasOwn(form.schema['properties'] as JsonObject, name));
  return {
    ...form,
    values: { ...form.values, ...Object.fromEntries(known) },
    ...(choicesFailed !== undefined && { choicesFailed }),
  };
}

interface ConfigForm extends CallOptions {
  readonly record: Integration;
  readonly crm: CrmIntegration | undefined;
  readonly numbers: readonly PhoneNumberMetadata[];
}

async function toConfigForm(dependencies: ResolvedLifecycleDependencies, { record, crm, numbers, signal }: ConfigForm): Promise<Form> {
  const address = await webhookAddressOf(dependencies, { record, crm, signal });
  const schema = z.object({
    resourceIds: toNumbersSchema(numbers),
    ...ownerSettingsSchema(crm).shape,
    ...(address !== undefined && { [CONFIG_KEYS.webhookAddress]: ADDRESS_SCHEMA }),
  });
  return toForm(schema, {
    values: {
      ...record.config,
      resourceIds: selectedPhoneIds(record.config) ?? [],
      ...(address !== undefined && { [CONFIG_KEYS.webhookAddress]: address }),
    },
  });
}

const ADDRESS_SCHEMA = z.string().optional().meta({
  title: 'Webhook address',
  description: 'Enter it in the CRM, which has no call for that. It is a secret: anyone who knows it can send events',
  readOnly: true,
});

/** Where the CRM has to be given the address by hand. */
async function webhookAddressOf(
  { vault, webhookUrls }: ResolvedLifecycleDependencies,
  { record, crm, signal }: Omit<ConfigForm, 'numbers'>,
): Promise<string | undefined> {
  if (crm?.webhookAddress === undefined) return undefined;
  const secret = await vault.read({ integrationId: record.id, name: WEBHOOK_SECRETS.crm }, { signal });
  return crm.webhookAddress({ url: webhookUrls.crm(record.connector, record.id), stored: secret?.value });
}

async function loadNumbers(
  { clock, logger, settings: { choicesTimeoutMs: ms } }: ResolvedLifecycleDependencies,
  { record, crm, signal }: Omit<ConfigForm, 'numbers'>,
): Promise<Pick<ConfigForm, 'numbers'> & Pick<ConfigOptions, 'choicesFailed'>> {
  const stored = phoneNumbersOf(record.config);
  const phoneNumbers = crm?.quo?.phoneNumbers;
  if (phoneNumbers === undefined) return { numbers: stored };
  const onTimeout = (): Error => new WorkTimeoutError('The list of phone numbers', ms);
  try {
    const listed = await withTimeout(clock, async (inner) => phoneNumbers.list({ signal: inner }), { ms, signal, onTimeout });
    return { numbers: listed.map(toMetadata) };
  } catch (error) {
    signal?.throwIfAborted();
    const { code: choicesFailed } = toErrorEntry(error);
    logger.warn(
      { integrationId: record.id, code: choicesFailed },
      'the phone numbers of a form could not be listed; the stored ones are shown',
    );
    return { numbers: stored, choicesFailed };
  }
}

function toNumbersSchema(numbers: readonly PhoneNumberMetadata[]): z.ZodType {
  const choices = numbers.map((number) => z.literal(number.id).meta({ title: toTitle(number) }));
  const ids = choices.length === 0 ? z.array(z.string()).max(0) : z.array(z.union(choices));
  const description = 'The Quo numbers whose calls and texts are logged';
  return ids.meta({ title: 'Phone numbers', description, uniqueItems: true, ui: { multi: true } }).optional();
}

function toTitle({ name, symbol, number, formattedNumber }: PhoneNumberMetadata): string {
  const shown = formattedNumber ?? number;
  const title = name === null || name === '' ? shown : `${name} (${shown})`;
  return symbol === null || symbol === '' ? title : `${symbol} ${title}`;
}
