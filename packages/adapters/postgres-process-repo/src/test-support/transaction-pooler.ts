import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Pool, type PoolClient } from 'pg';

/**
 * A pool of `pg` that behaves as one behind a pooler in transaction mode: a statement outside of a transaction, and each
 * transaction, runs in another session than the one before. Whatever a program leaves in a session is lost, or stays
 * with the next client.
 */
export async function openTransactionPooler(connectionString: string, backends: number): Promise<PostgresPool> {
  const pool = new Pool({ connectionString, max: backends });
  let free: PoolClient[] = await Promise.all(Array.from({ length: backends }, async () => pool.connect()));
  const waiting: ((backend: PoolClient) => void)[] = [];
  // First in, first out: the session that was used last is used again only after all others.
  const acquire = async (): Promise<PoolClient> => {
    const backend = free.shift();
    return backend ?? new Promise((resolve) => void waiting.push(resolve));
  };
  const giveBack = (backend: PoolClient): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(backend);
    else next(backend);
  };

  const connect = async (): Promise<PostgresPoolClient> => {
    let held: PoolClient | undefined;
    const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
      const backend = held ?? (await acquire());
      if (/^(begin|start transaction)/.test(text)) held = backend;
      try {
        return await backend.query(text, [...parameters]);
      } finally {
        if (/^(commit|rollback)$/.test(text)) held = undefined;
        if (held === undefined) giveBack(backend);
      }
    };
    return { query: query as PostgresPoolClient['query'], release: () => {} };
  };
  return {
    options: {},
    connect,
    async end() {
      const all = free;
      free = [];
      for (const backend of all) backend.release();
      await pool.end();
    },
  };
}
