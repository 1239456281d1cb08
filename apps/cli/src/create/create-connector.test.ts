import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runInProcess } from '../test-support/run-in-process.ts';

const FIXTURE = fileURLToPath(new URL('openapi/__fixtures__/larkspur.openapi.json', import.meta.url));
const LIST = fileURLToPath(new URL('../connectors.ts', import.meta.url));
const MANIFEST = fileURLToPath(new URL('../../package.json', import.meta.url));

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frigg-crm-create-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const create = async (...args: readonly string[]) => runInProcess(['create', 'connector', ...args]);

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** A workspace with as much as a connector is registered in. */
function writeWorkspace(list = readFileSync(LIST, 'utf8')): void {
  write('package.json', '{ "name": "frigg-crm-workspace" }');
  write('apps/cli/src/connectors.ts', list);
  write('apps/cli/package.json', readFileSync(MANIFEST, 'utf8'));
  write('README.md', '| [`@frigg-crm/zoho`](packages/connectors/zoho) | Zoho CRM connector and sandbox |\n\nMore.\n');
  write('packages/core/package.json', '{}');
}

describe('frigg-crm create connector', () => {
  it('creates a package that stands alone, with the versions that this program was made with', async () => {
    const { exitCode, stdout } = await create('made-up', '--into', folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('npm test');
    const manifest = JSON.parse(read('made-up/package.json')) as { name: string; dependencies: object; devDependencies: object };
    expect(manifest.name).toBe('frigg-crm-made-up');
    const ranges = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.keys(ranges)).toEqual(expect.arrayContaining(['@frigg-crm/crm-base', 'zod', 'vitest', 'typescript']));
    for (const range of Object.values(ranges)) expect(range).toMatch(/^\^\d/);
    expect(read('made-up/src/descriptor.ts')).toContain('export const madeUpConnector: ConnectorDescriptor');
    expect(read('made-up/src/made-up-integration.ts')).toContain("static readonly Definition = { name: 'made-up' };");
    expect(read('made-up/README.md')).toMatch(/^# frigg-crm-made-up\n\nThe connector for Made Up:/);
  });

  it('leaves nothing of the template in names and texts', async () => {
    const { stdout } = await create('made-up', '--into', folder, '--json');
    const { files } = JSON.parse(stdout) as { files: readonly string[] };
    for (const file of files) expect(`${file} ${read(`made-up/${file}`)}`).not.toMatch(/blank-?_? ?crm/i);
  });

  it('becomes a part of the workspace that it is created in: listed, required and announced', async () => {
    writeWorkspace();
    expect(await create('made-up', '--into', join(folder, 'packages/connectors'))).toMatchObject({ exitCode: 0 });
    const list = read('apps/cli/src/connectors.ts');
    expect(list).toContain("import { madeUpConnector } from '@frigg-crm/made-up';\nimport { pipedriveConnector }");
    expect(list).toContain('  madeUpConnector,\n];');
    expect(JSON.parse(read('apps/cli/package.json'))).toMatchObject({ dependencies: { '@frigg-crm/made-up': 'workspace:^' } });
    const row = '| [`@frigg-crm/made-up`](packages/connectors/made-up) | Made Up connector and sandbox |';
    expect(read('README.md')).toContain(`Zoho CRM connector and sandbox |\n${row}\n\nMore.`);
    expect(read('.changeset/made-up.md')).toContain("'@frigg-crm/made-up': minor");
    expect(JSON.parse(read('packages/connectors/made-up/package.json'))).toMatchObject({
      name: '@frigg-crm/made-up',
      dependencies: { zod: 'catalog:' },
      repository: { directory: 'packages/connectors/made-up' },
    });
  });

  it('names in the blanks the calls of an OpenAPI file that may fill them', async () => {
    expect(await create('larkspur', '--into', folder, '--from', FIXTURE)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('wrote 3 calls into src/client/larkspur-api.ts') as string,
    });
    expect(read('larkspur/src/client/larkspur-api.ts')).toContain('export const larkspurApi = {');
    const endpoints = read('larkspur/src/client/larkspur-endpoints.ts');
    expect(endpoints).toContain("import { larkspurApi } from './larkspur-api.ts';");
    expect(endpoints).toMatch(/'listPeople in [^']+',\s+larkspurApi\.listPeople/);
  });

  it.each([
    ['Made Up', 'made-up'],
    ['MadeUp', 'made-up'],
    ['9lives', 'lives'],
    ['_', 'made-up'],
    ['a'.repeat(41), 'a'.repeat(40)],
  ])('refuses the name %s and shows one that would do', async (name, example) => {
    const { exitCode, stderr } = await create(name, '--into', folder);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(new RegExp(`such as ${example}\n$`));
  });

  it.each(['', 'all', 'class'])('refuses the name "%s"', async (name) => {
    expect(await create(name, '--into', folder)).toMatchObject({ exitCode: 2 });
    expect(existsSync(join(folder, name, 'src'))).toBe(false);
  });

  it('refuses a folder that exists, a package that exists, and a place that is none for connectors', async () => {
    write('made-up/README.md', 'mine');
    expect((await create('made-up', '--into', folder)).stderr).toContain('made-up exists already: remove it, or choose another name');
    expect(read('made-up/README.md')).toBe('mine');
    writeWorkspace();
    expect((await create('core', '--into', join(folder, 'packages/connectors'))).stderr).toContain('has a package @frigg-crm/core already');
    expect((await create('other', '--into', join(folder, 'docs'))).stderr).toContain('are in packages/connectors: leave --into out');
  });

  it('writes nothing where the list of connectors cannot be added to', async () => {
    writeWorkspace('export const CONNECTORS = [];\n');
    const { exitCode, stderr } = await create('made-up', '--into', folder);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('apps/cli/src/connectors.ts has no list of connectors that can be added to');
    expect(existsSync(join(folder, 'packages/connectors'))).toBe(false);
  });

  it.each([
    ['no file', undefined, 'cannot be read (ENOENT): name an existing file'],
    ['YAML', 'openapi: 3.0.0\npaths:\n', 'is YAML: convert it to JSON first'],
    ['another text', 'hello', 'is not JSON'],
    ['Swagger 2.0', '{ "swagger": "2.0", "paths": {} }', 'is Swagger 2.0: convert it first'],
    ['other JSON', '{ "paths": {} }', 'is not an OpenAPI file: it has no field openapi'],
    ['a later version', '{ "openapi": "4.0.0", "paths": {} }', 'give 3.0 or 3.1'],
    ['odd paths', '{ "openapi": "3.0.0", "paths": { "/people": { "get": [] } } }', 'is not a valid OpenAPI file at paths./people.get'],
    ['no paths of people', '{ "openapi": "3.0.0", "paths": { "/x": { "get": {} } } }', 'choose some with --paths, such as /x'],
  ])('refuses %s as OpenAPI file, says what to do, and writes nothing', async (_case, text, message) => {
    if (text !== undefined) write('openapi.json', text);
    const { exitCode, stderr } = await create('made-up', '--into', folder, '--from', join(folder, 'openapi.json'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--from (FRIGG_CRM_OPENAPI): ');
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'made-up'))).toBe(false);
  });

  it.each([
    [['--paths', '/people'], '--paths (FRIGG_CRM_PATHS): needs --from'],
    [['--paths', 'people', '--from', FIXTURE], 'must be paths that begin with /'],
    [['--paths', '/persons', '--from', FIXTURE], 'the file has no path that begins with /persons; it has /people'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await create('made-up', '--into', folder, ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
