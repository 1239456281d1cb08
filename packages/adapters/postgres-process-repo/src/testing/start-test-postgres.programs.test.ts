import { spawnSync } from 'node:child_process';
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPgDatabase } from '../connection/pg-database.ts';
import { startTestPostgres } from './start-test-postgres.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('startTestPostgres', () => {
  it('starts nothing, and stops nothing, when PG_URL names a database', async () => {
    vi.stubEnv('PG_URL', 'postgres://ci:ci@database.test/ci');
    const { url, stop } = await startTestPostgres();
    await stop();
    expect(url).toBe('postgres://ci:ci@database.test/ci');
  });

  it('starts a server of its own on a port of its own, and removes it', async () => {
    vi.stubEnv('PG_URL', '');
    const { url, stop } = await startTestPostgres();
    const { db, close } = await createPgDatabase({ connectionString: url });
    expect(await db.introspection.getTables()).toEqual([]);
    await close();
    await stop();
    await stop();
    const gone = await createPgDatabase({ connectionString: url });
    await expect(gone.db.introspection.getTables()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await gone.close();
  });

  it('waits for the disk when it is started as durable', async () => {
    vi.stubEnv('PG_URL', '');
    const { url, stop } = await startTestPostgres({ durable: true });
    const { db, close } = await createPgDatabase({ connectionString: url });
    const { rows } = await sql`show fsync`.execute(db);
    await close();
    await stop();
    expect(rows).toEqual([{ fsync: 'on' }]);
  });

  it('leaves the exit code to the program: a failed test run stays failed', () => {
    const program = fileURLToPath(new URL('test-support/failing-program.ts', import.meta.url));
    const { PG_URL: _unused, ...environment } = env;
    const { status } = spawnSync(execPath, ['--conditions=@frigg-crm/source', program], { env: environment, stdio: 'ignore' });
    expect(status).toBe(3);
  });
});
