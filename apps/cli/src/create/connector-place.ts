import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import * as z from 'zod';
import { UsageError } from '../errors/usage-error.ts';
import type { ConnectorNames } from './connector-names.ts';

/** Where a connector is created. */
export interface ConnectorPlace {
  /** Its own folder, which does not exist yet. */
  readonly folder: string;
  readonly packageName: string;
  /** The workspace of Frigg CRM that it becomes a part of; `undefined`: it stands alone. */
  readonly workspace: string | undefined;
}

const WORKSPACE = 'frigg-crm-workspace';
const CONNECTORS = 'packages/connectors';

/**
 * Decides where a connector goes: among the connectors of the workspace that `into` is in, else below `into` on its own.
 * @param into - A folder; absent: the one where the program was started.
 * @throws {UsageError} when the folder exists already, or is elsewhere in the workspace.
 */
export function placeConnector({ kebab }: Pick<ConnectorNames, 'kebab'>, into: string | undefined): ConnectorPlace {
  const start = resolve(into ?? '.');
  const workspace = findWorkspace(start);
  if (workspace === undefined) return free({ folder: join(start, kebab), packageName: `frigg-crm-${kebab}`, workspace });
  const home = join(workspace, CONNECTORS);
  if (into !== undefined && start !== home && start !== workspace)
    throw new UsageError(`connectors of this workspace are in ${CONNECTORS}: leave --into out, or name a folder outside of the workspace`);
  const taken = packageNames(workspace).find((name) => name === kebab);
  if (taken !== undefined) throw new UsageError(`the workspace has a package @frigg-crm/${kebab} already: choose another name`);
  return free({ folder: join(home, kebab), packageName: `@frigg-crm/${kebab}`, workspace });
}

function free(place: ConnectorPlace): ConnectorPlace {
  if (existsSync(place.folder))
    throw new UsageError(`${relative('.', place.folder)} exists already: remove it, or choose another name or --into another folder`);
  return place;
}

const manifestSchema = z.object({ name: z.string() });

function findWorkspace(folder: string): string | undefined {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && manifestSchema.safeParse(parse(readFileSync(manifest, 'utf8'))).data?.name === WORKSPACE) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : findWorkspace(parent);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The folders of packages, which have the names of the packages. */
function packageNames(workspace: string): readonly string[] {
  return globSync(['packages/*', 'packages/*/*', 'apps/*'], { cwd: workspace }).map((folder) => basename(folder));
}
