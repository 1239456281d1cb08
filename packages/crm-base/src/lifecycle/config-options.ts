import type { CallOptions, JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import { findRecord, tryToResolve } from './change-record.ts';
import type { ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';
import { phoneNumbersOf, selectedPhoneIds, type PhoneNumberMetadata } from './phone-numbers-of.ts';

/** What an owner can set, for a form. */
export interface ConfigOptions {
  /** JSON Schema, draft 2020-12. */
  readonly schema: JsonObject;
  /** What is set now. */
  readonly values: JsonObject;
}

/** Reads from storage which numbers can be selected, and what the connector lets its owners set. Calls no API. */
export async function configOptions(
  dependencies: ResolvedLifecycleDependencies,
  integrationId: string,
  options: CallOptions,
): Promise<ConfigOptions> {
  const record = await findRecord(dependencies, integrationId, options);
  const own = (await tryToResolve(dependencies, record))?.configSchema?.shape ?? {};
  const schema = z.object({ resourceIds: toNumbersSchema(phoneNumbersOf(record.config)), ...own });
  const values = Object.entries(record.config).filter(([key]) => Object.hasOwn(own, key));
  return {
    schema: z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' }) as JsonObject,
    values: { resourceIds: selectedPhoneIds(record.config) ?? [], ...Object.fromEntries(values) },
  };
}

function toNumbersSchema(numbers: readonly PhoneNumberMetadata[]): z.ZodType {
  const choices = numbers.map((number) => z.literal(number.id).meta({ title: toTitle(number) }));
  const ids = choices.length === 0 ? z.array(z.string()).max(0) : z.array(z.union(choices));
  const description = 'The Quo numbers whose calls and texts are logged';
  return ids.meta({ title: 'Phone numbers', description, uniqueItems: true }).optional();
}

function toTitle({ name, symbol, number, formattedNumber }: PhoneNumberMetadata): string {
  const shown = formattedNumber ?? number;
  const title = name === null || name === '' ? shown : `${name} (${shown})`;
  return symbol === null || symbol === '' ? title : `${symbol} ${title}`;
}
