import { relative } from 'node:path';
import type { CreateSettings } from '../config/create-settings.ts';
import { createConnector, type CreatedConnector } from '../create/create-connector.ts';
import { printableLines } from '../output/printable.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** `frigg-crm create connector`. @returns the exit code. */
export async function runCreateConnector(
  { json, ...settings }: CreateSettings,
  name: string,
  { stdout }: Pick<CliContext, 'stdout'>,
): Promise<number> {
  const created = await createConnector(name, settings);
  const { place, files, registered } = created;
  const lines = json ? [JSON.stringify({ type: 'connector', folder: place.folder, files, registered })] : linesOf(created);
  stdout.write(printableLines(`${lines.join('\n')}\n`));
  return EXIT_CODES.completed;
}

function linesOf({ place: { folder, workspace }, names, files, registered, calls }: CreatedConnector): readonly string[] {
  const path = relative('.', folder);
  const shown = path.startsWith('..') ? folder : path;
  const test = `npx -y pnpm@12 vitest run --project packages packages/connectors/${names.kebab}`;
  return [
    `created ${shown} with ${files.length} files`,
    ...(registered.length === 0 ? [] : [`wrote ${registered.join(', ')}`]),
    ...(calls === 0 ? [] : [`wrote ${calls} calls into src/client/${names.kebab}-api.ts`]),
    'next:',
    ...(workspace === undefined ? [`  cd ${shown}`, '  npm install', '  npm test'] : ['  npx -y pnpm@12 install', `  ${test}`]),
    'its tests say what is left to be written; docs/tutorials/write-a-connector.md shows it step by step',
  ];
}
