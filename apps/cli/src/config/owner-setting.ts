import { FriggCrmError, type InvalidIntegrationDataError, type JsonObject } from '@frigg-crm/core';
import { ownerSettingsSchema, readOwnerSettings, toForm, type ConnectorDescriptor } from '@frigg-crm/crm-base';
import type { Flag } from './flag.ts';
import { toFieldValues, type NamedTexts } from './named-values.ts';

/** @returns the flag for what an owner would set on a screen, described by what each connector has. */
export function ownerSettingFlag(connectors: readonly ConnectorDescriptor[]): Flag {
  const own = connectors.flatMap(({ id, configSchema }) =>
    configSchema === undefined ? [] : [`${id}: ${Object.keys(configSchema.shape).join(', ')}`],
  );
  const common = Object.keys(ownerSettingsSchema(undefined).shape).join(', ');
  return {
    flags: '--setting <name=value>',
    variable: 'FRIGG_CRM_SETTING',
    description: `a setting of the integration, may be given again; in the variable one per line: ${[common, ...own].join('; ')}`,
    isList: true,
  };
}

/** What a command line says of the settings of integrations. */
export interface OwnerSettings {
  /** By the id of the connector. */
  readonly settings: Readonly<Record<string, JsonObject>>;
  /** Why one cannot be used, by its name and without its value. */
  readonly problems: readonly string[];
}

/** Gives each connector those of the settings that it has, and checks them; each has to be a setting of one of them. */
export function readOwnerSettingsOf(connectors: readonly ConnectorDescriptor[], texts: NamedTexts): OwnerSettings {
  const shapes = new Map(connectors.map((connector) => [connector, ownerSettingsSchema(connector)]));
  const known = new Set([...shapes.values()].flatMap(({ shape }) => Object.keys(shape)));
  const unknown = Object.keys(texts).filter((name) => !known.has(name));
  if (unknown.length > 0) return { settings: {}, problems: [`${unknown[0]} is no setting here; there are ${[...known].join(', ')}`] };
  const problems: string[] = [];
  const settings: Record<string, JsonObject> = {};
  for (const [connector, schema] of shapes) {
    const own = Object.fromEntries(Object.entries(texts).filter(([name]) => Object.hasOwn(schema.shape, name)));
    try {
      settings[connector.id] = readOwnerSettings(connector, toFieldValues(toForm(schema).schema, own));
    } catch (error) {
      if (!FriggCrmError.hasCode(error, 'INVALID_INTEGRATION_DATA')) throw error;
      problems.push(...(error as InvalidIntegrationDataError).fields.map(({ field, problem }) => `${field} ${problem}`));
    }
  }
  return { settings, problems: [...new Set(problems)] };
}
