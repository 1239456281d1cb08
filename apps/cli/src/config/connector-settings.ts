import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { Option } from 'commander';
import * as z from 'zod';
import type { Flags } from './flag.ts';

/** Reads `--connector`. @returns the schema of an id, which becomes its descriptor. */
export function connectorSchema(connectors: readonly ConnectorDescriptor[]): z.ZodType<ConnectorDescriptor, string> {
  return z.string().transform((id, context) => {
    const connector = connectors.find((each) => each.id === id);
    if (connector !== undefined) return connector;
    context.addIssue(`must be ${listIds(connectors)}`);
    return z.NEVER;
  });
}

/** What `--connector` names beside the ids: every connector. */
export const ALL_CONNECTORS = 'all';

/** Reads the `--connector` of a command that takes `all`, too. @returns the schema of an id, which becomes a list of descriptors. */
export function connectorsSchema(connectors: readonly ConnectorDescriptor[]): z.ZodType<readonly ConnectorDescriptor[], string> {
  return z.string().transform((id, context) => {
    const named = id === ALL_CONNECTORS ? connectors : connectors.filter((each) => each.id === id);
    if (named.length > 0) return named;
    context.addIssue(`must be ${listIds([...connectors, { id: ALL_CONNECTORS }])}`);
    return z.NEVER;
  });
}

/** @returns the ids as a sentence names them, such as `scaling-test or pipedrive`. */
export function listIds(connectors: readonly Pick<ConnectorDescriptor, 'id'>[]): string {
  return new Intl.ListFormat('en-US', { type: 'disjunction', style: 'long' })
    .format(connectors.map(({ id }) => id))
    .replace(/, or /, ' or ');
}

/** @returns the flags of the connectors' own settings. Connectors may share one, and its description then names them all. */
export function connectorFlags(connectors: readonly ConnectorDescriptor[]): Flags {
  const flags: Record<string, Flags[string]> = {};
  for (const { id, options = {} } of connectors)
    for (const option of Object.values(options)) {
      const key = attributeOf(option.flags);
      const description = `${id}: ${option.description}`;
      flags[key] = { ...option, description: flags[key] === undefined ? description : `${flags[key].description}; ${description}` };
    }
  return flags;
}

/** What a command line says of the settings of one connector. */
export interface ConnectorValues {
  /** By the names that the connector gives them. */
  readonly options: Readonly<Record<string, string>>;
  /** Settings that cannot be used, by the names that commander gives their flags. */
  readonly problems: readonly { readonly key: string; readonly message: string }[];
}

/** Sorts out which of the given settings are the connector's, and checks them. */
export function readConnectorValues(
  connector: ConnectorDescriptor,
  connectors: readonly ConnectorDescriptor[],
  given: Readonly<Record<string, unknown>>,
): ConnectorValues {
  const own = new Map(Object.entries(connector.options ?? {}).map(([name, option]) => [attributeOf(option.flags), { name, option }]));
  const options: Record<string, string> = {};
  const problems: { readonly key: string; readonly message: string }[] = [];
  for (const key of Object.keys(connectorFlags(connectors))) {
    const value = given[key];
    if (typeof value !== 'string') continue;
    const setting = own.get(key);
    const message = setting === undefined ? `is no setting of ${connector.id}` : setting.option.problemOf?.(value);
    if (message !== undefined) problems.push({ key, message });
    else if (setting !== undefined) options[setting.name] = value;
  }
  return { options, problems };
}

/** @returns the name that commander gives a flag: `defaultCountry` for `--default-country <code>`. */
function attributeOf(flags: string): string {
  return new Option(flags).attributeName();
}
