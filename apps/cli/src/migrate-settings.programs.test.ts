import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntegrationRepository } from '@frigg-crm/core';
import { createPostgresDatabase } from '@frigg-crm/kit';
import { openSqliteStore } from '@frigg-crm/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFriggPostgres, type FriggDatabase } from './test-support/frigg-databases.ts';
import {
  argsOf,
  countsOf,
  KEY,
  openFriggSample,
  readPeople,
  resultOf,
  rowsOf,
  type FriggSample,
  type Result,
} from './test-support/frigg-sample.ts';
import { runInProcess } from './test-support/run-in-process.ts';

let folder: string;
let sample: FriggSample;

beforeAll(async () => {
  [folder, sample] = await Promise.all([mkdtemp(join(tmpdir(), 'frigg-cli-')), openFriggSample()]);
});
afterAll(async () => Promise.all([rm(folder, { recursive: true, force: true }), sample.close()]));

describe('frigg-crm migrate from-frigg', () => {
  const integrations = 10;
  let database: FriggDatabase;
  let file: string;
  beforeAll(async () => {
    const { processes, ...rows } = rowsOf(sample, integrations);
    // A newer one that does not say when it began takes nothing away from the one before.
    const broken = processes.map((process, index) => ({
      ...process,
      id: 1000 + index,
      context: { ...process.context, startTime: 'yesterday' },
      createdAt: '2026-06-01T00:00:00.000Z',
    }));
    database = await openFriggPostgres({ ...rows, processes: [...processes, ...broken] });
    file = join(folder, 'small.sqlite');
  });
  afterAll(async () => database.drop());

  it('counts in a dry run without a store, copies, and changes nothing when it is repeated', async () => {
    const runs = [['--dry-run'], [], []].map((more) => argsOf(sample, { database, file, more }));
    const wasThere: boolean[] = [];
    const results: Result[] = [];
    for (const args of runs) {
      const { exitCode, stdout, stderr } = await runInProcess(args);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      wasThere.push(existsSync(file));
      results.push(resultOf(stdout));
    }
    expect(wasThere).toEqual([false, true, true]);
    const [dry, first, second] = results;
    const sources = { scalingtest: { quoSource: 'scalingtest', seen: ['scalingtest'] }, attio: { seen: ['openphone-attio'] } };
    expect(dry).toMatchObject({ type: 'result', dryRun: true, counts: countsOf(sample, integrations, 'taken'), sources });
    expect([first?.counts, second?.counts]).toEqual([countsOf(sample, integrations, 'taken'), countsOf(sample, integrations, 'present')]);
  });

  it('says in words what it found, and takes keys from files and from a module', async () => {
    const [keyFile, kms] = [join(folder, 'aes-key'), join(folder, 'kms.mjs')];
    await writeFile(keyFile, `${KEY.key}\n`);
    await writeFile(kms, 'export default { unwrap: async () => new Uint8Array(32) };');
    const env = { FRIGG_CRM_FRIGG_AES_KEY_FILE: keyFile, FRIGG_CRM_FRIGG_DATABASE_URL: database.url };
    const args = ['migrate', 'from-frigg', '--dry-run', '--unchecked-source'];
    const withKey = await runInProcess([...args, '--aes-key-id', KEY.id], { env });
    expect(withKey.stdout).toMatch(/^integrations: 10 to be taken\ncredentials: 20 to be taken\n/m);
    const { stdout } = await runInProcess([...args, '--kms', kms], { env: { FRIGG_CRM_FRIGG_DATABASE_URL: database.url } });
    expect(stdout).toMatch(/^mappings: 0 to be taken; [\d,]+ unreadable, not encrypted with a key that was given\n/m);
  });

  it('P45: refuses another source than that of the contacts before it writes, and says what to do', async () => {
    const target = join(folder, 'refused.sqlite');
    const { exitCode, stdout, stderr } = await runInProcess(
      argsOf(sample, { database, file: target, more: ['--quo-source', 'attio=attio'] }),
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /contacts of attio have the source openphone-attio in Quo, .* second contact of each person: give the source openphone-attio\n$/,
    );
    const store = await openSqliteStore({ file: target });
    expect([await readPeople(store), await createIntegrationRepository(store.documents).find({})]).toEqual([[], []]);
    await store.close();
  });

  it.each([
    ['no target', ['--from', 'postgres://h/d'], /--to \(FRIGG_CRM_STORE\): is missing/],
    ['another database', ['--from', 'mysql://root:hunter2@h/d', '--dry-run'], /--from \(FRIGG_CRM_FRIGG_DATABASE_URL\): must be postgres/],
    ['a key without its id', ['--from', 'postgres://h/d', '--dry-run', '--aes-key', KEY.key], /--aes-key-id .*: is missing/],
    [
      'a short key',
      ['--from', 'postgres://h/d', '--dry-run', '--aes-key-id', 'k', '--aes-key', 'hunter2'],
      /--aes-key .*: must have 32 characters/,
    ],
    [
      'an unknown type',
      ['--from', 'postgres://h/d', '--dry-run', '--quo-source', 'acme=x'],
      /--quo-source .*: must be a list of <type>=<source>/,
    ],
    ['no module of keys', ['--from', 'postgres://h/d', '--dry-run', '--kms', '/no/such/file.mjs'], /--kms .*: the module cannot be loaded/],
  ])('refuses %s', async (_title, flags, message) => {
    const { exitCode, stdout, stderr } = await runInProcess(['migrate', 'from-frigg', ...flags]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('hunter2');
  });

  it('names a database that is none of Frigg', async () => {
    const other = await createPostgresDatabase();
    const { exitCode, stderr } = await runInProcess(['migrate', 'from-frigg', '--dry-run', '--from', other.url]);
    await other.drop();
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('does not have the tables of Frigg')]);
  });
});
