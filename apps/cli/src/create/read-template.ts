import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ConnectorNames } from './connector-names.ts';
import type { ConnectorPlace } from './connector-place.ts';

/** Texts by the path of their file, with `/`. */
export type Files = Readonly<Record<string, string>>;

/** @returns the folder of this package, whether its sources run or what was built of them. */
export function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@frigg-crm/cli/package.json'));
}

/** @returns the sources of a connector, with its name in place of that of the template. */
export function readTemplate(names: ConnectorNames, { packageName }: Pick<ConnectorPlace, 'packageName'>): Files {
  const folder = join(packageFolder(), 'templates', 'connector');
  const rename = renaming(names, packageName);
  const files = globSync('**/*.{ts,md}', { cwd: folder }).map((file): [string, string] => [
    rename(file.replaceAll('\\', '/')),
    rename(readFileSync(join(folder, file), 'utf8')),
  ]);
  return Object.fromEntries(files.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The template is a connector that is type-checked and linted with the others; its name is one that nothing else contains. */
function renaming({ kebab, camel, pascal, title }: ConnectorNames, packageName: string): (text: string) => string {
  return (text) =>
    text
      .replaceAll('@frigg-crm/blank-crm', packageName)
      .replaceAll('blank-crm', kebab)
      .replaceAll('blankCrm', camel)
      .replaceAll('BlankCrm', pascal)
      .replaceAll('Blank CRM', title);
}
