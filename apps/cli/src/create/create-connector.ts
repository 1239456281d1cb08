import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import { toConnectorNames, type ConnectorNames } from './connector-names.ts';
import { placeConnector, type ConnectorPlace } from './connector-place.ts';
import { formatSources } from './format-sources.ts';
import { addApi } from './openapi/add-api.ts';
import { packageFiles } from './package-files.ts';
import { readTemplate, type Files } from './read-template.ts';
import { registerConnector } from './register-connector.ts';

/** What a connector is created from. */
export interface CreateConnectorOptions {
  /** The folder in which its own is created. @defaultValue `packages/connectors` in the workspace, else the current one */
  readonly into?: string | undefined;
  /** An OpenAPI file in JSON. @defaultValue none */
  readonly from?: string | undefined;
  /** Beginnings of the paths of that file for which calls are written. @defaultValue those of people, notes and webhooks */
  readonly paths?: readonly string[] | undefined;
}

/** What was created. */
export interface CreatedConnector {
  readonly names: ConnectorNames;
  readonly place: ConnectorPlace;
  /** Paths in the folder of the connector. */
  readonly files: readonly string[];
  /** Paths in the workspace of what else was written. */
  readonly registered: readonly string[];
  /** How many calls were written from the OpenAPI file. */
  readonly calls: number;
}

/**
 * Creates the package of a connector: it compiles, and its tests say what is left to be written. Nothing is written before
 * everything is known to fit.
 * @throws {UsageError} when the name, the folder or the OpenAPI file cannot be used.
 */
export async function createConnector(name: string, { into, ...from }: CreateConnectorOptions): Promise<CreatedConnector> {
  const names = toConnectorNames(name);
  const place = placeConnector(names, into);
  const template = readTemplate(names, place);
  const { files: sources, calls } =
    from.from === undefined ? { files: template, calls: 0 } : addApi(template, names, { ...from, from: from.from });
  const plain = { ...packageFiles(names, place), ...sources };
  const files = place.workspace === undefined ? plain : allowLength(await formatSources(plain, place.workspace));
  const registered = place.workspace === undefined ? {} : registerConnector(names, place.workspace);
  writeFiles(place.folder, files);
  if (place.workspace !== undefined) writeFiles(place.workspace, registered);
  return { names, place, files: Object.keys(files), registered: Object.keys(registered), calls };
}

/** The linter's limit, which files that were written from an OpenAPI file may exceed. */
const MAX_LINES = 300;

function allowLength(files: Files): Files {
  const reason = '/* oxlint-disable eslint/max-lines -- written from an OpenAPI file */\n';
  const entries = Object.entries(files).map(([file, text]): [string, string] => {
    const isLong = file.endsWith('-api.ts') && text.trimEnd().split('\n').length > MAX_LINES;
    return [file, isLong ? reason + text : text];
  });
  return Object.fromEntries(entries);
}

function writeFiles(folder: string, files: Files): void {
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new UsageError(`${folder} cannot be written (${code}): choose another folder with --into`, { cause: error });
  }
}
