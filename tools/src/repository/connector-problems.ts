import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspacePackage } from '../workspace/workspace-package.ts';

/** What each connector has, so that a reader of one finds the same in all. */
const FILES = ['README.md', 'src/index.ts', 'src/descriptor.ts', 'src/version.ts', 'src/client', 'src/mapping', 'src/sandbox/index.ts'];
/** Where connectors are registered for the command line. */
const LIST = 'apps/cli/src/connectors.ts';
/** What was copied from connector to connector before `@frigg-crm/connector-testing` had it. */
const COPIES = ['start-app.ts', 'journey-system.ts', 'connect-account.ts', 'client-options.test.ts'];

/** What a connector lacks of the shape of all connectors; each problem reads on from its folder. */
export function findConnectorProblems({ folder, path, manifest }: WorkspacePackage, root: string): readonly string[] {
  const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const name = folder.split('/').at(-1) ?? '';
  const integration = read(join(path, `src/${name}-integration.ts`));
  const contracts = globSync('src/**/*.contract.test.ts', { cwd: path }).map((file) => read(join(path, file)));
  const tests = globSync('src/**/*.ts', { cwd: path }).map((file) => file.replaceAll('\\', '/'));
  const takesWebhooks = /webhook/i.test(integration);
  const expected: readonly (readonly [string, boolean])[] = [
    ...FILES.map((file): readonly [string, boolean] => [`has ${file}`, existsSync(join(path, file))]),
    [`has its integration in src/${name}-integration.ts`, /class \w+Integration extends \w+/.test(integration)],
    ['has src/webhooks, as it takes webhooks', !takesWebhooks || existsSync(join(path, 'src/webhooks'))],
    ['has no src/webhooks, as it takes none', takesWebhooks || !existsSync(join(path, 'src/webhooks'))],
    ['has src/journey.long.test.ts, as it takes webhooks', !takesWebhooks || existsSync(join(path, 'src/journey.long.test.ts'))],
    ['exports its sandbox as ./sandbox', manifest.exports?.['./sandbox'] !== undefined],
    ['calls describeConnector in a src/*.contract.test.ts', contracts.some((text) => text.includes('describeConnector('))],
    [`is listed in ${LIST}`, read(join(root, LIST)).includes(`'${manifest.name}'`)],
    ['is a dependency of apps/cli', read(join(root, 'apps/cli/package.json')).includes(`"${manifest.name}"`)],
    ['has a row in the README of the repository', read(join(root, 'README.md')).includes(`](${folder})`)],
    ...COPIES.map((copy): readonly [string, boolean] => [
      `uses @frigg-crm/connector-testing instead of a ${copy} of its own`,
      !tests.some((file) => file.endsWith(`/${copy}`)),
    ]),
  ];
  return expected.filter(([, holds]) => !holds).map(([text]) => `${folder}: ${text}`);
}
