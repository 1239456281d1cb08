import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import type { ConnectorNames } from './connector-names.ts';
import type { Files } from './read-template.ts';

const LIST = 'apps/cli/src/connectors.ts';
const MANIFEST = 'apps/cli/package.json';
const README = 'README.md';

/**
 * Makes a connector of the workspace known to the command line, and announces it.
 * @returns the files of the workspace that change, as they become.
 * @throws {UsageError} when a list of connectors no longer has the form that can be added to.
 */
export function registerConnector(names: ConnectorNames, workspace: string): Files {
  const read = (file: string): string => readFileSync(join(workspace, file), 'utf8');
  return {
    [LIST]: addToList(read(LIST), names),
    [MANIFEST]: addToManifest(read(MANIFEST), `@frigg-crm/${names.kebab}`),
    [README]: addRow(read(README), names),
    [`.changeset/${names.kebab}.md`]: toChangeset(names),
  };
}

function addToList(text: string, { kebab, camel }: ConnectorNames): string {
  const value = `${camel}Connector`;
  const imported = `import { ${value} } from '@frigg-crm/${kebab}';`;
  const lines = text.split('\n');
  const end = lines.findIndex((line) => line === '];');
  const last = lines.findLastIndex((line) => line.startsWith('import '));
  if (end === -1 || last === -1 || end < last) throw refuse(LIST);
  const next = lines.findIndex((line) => moduleOf(line) !== undefined && (moduleOf(line) ?? '') > `@frigg-crm/${kebab}`);
  lines.splice(end, 0, `  ${value},`);
  lines.splice(next === -1 ? last + 1 : next, 0, imported);
  return lines.join('\n');
}

/** Below the rows of the other connectors. */
function addRow(text: string, { kebab, title }: ConnectorNames): string {
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => line.startsWith('|') && line.includes('](packages/connectors/'));
  if (last === -1) throw refuse(README);
  return lines
    .toSpliced(last + 1, 0, `| [\`@frigg-crm/${kebab}\`](packages/connectors/${kebab}) | ${title} connector and sandbox |`)
    .join('\n');
}

function refuse(file: string): UsageError {
  return new UsageError(
    `${file} has no list of connectors that can be added to: restore it, or create the connector outside of the workspace`,
  );
}

function moduleOf(line: string): string | undefined {
  return /^import .* from '(.+)';$/.exec(line)?.[1];
}

function addToManifest(text: string, packageName: string): string {
  const manifest = JSON.parse(text) as { dependencies: Record<string, string> };
  const entries = Object.entries({ ...manifest.dependencies, [packageName]: 'workspace:^' });
  const dependencies = Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return `${JSON.stringify({ ...manifest, dependencies }, null, 2)}\n`;
}

function toChangeset({ kebab, title }: ConnectorNames): string {
  return `---
'@frigg-crm/${kebab}': minor
'@frigg-crm/cli': minor
---

\`@frigg-crm/${kebab}\` keeps the people of a ${title} account in step with Quo and writes calls and texts into it as notes. \`frigg-crm demo --connector ${kebab}\` shows it.
`;
}
