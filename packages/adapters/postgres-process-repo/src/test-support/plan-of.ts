import { sql } from 'kysely';

/** A query that PostgreSQL can explain. */
export interface Explainable {
  explain(format: 'json', options?: ReturnType<typeof sql>): Promise<readonly Record<string, unknown>[]>;
}

/** @returns the names of the nodes of the plan, and of the indexes that they use. */
export async function planOf(query: Explainable): Promise<{ readonly nodes: readonly string[]; readonly indexes: readonly string[] }> {
  const text = JSON.stringify(await query.explain('json'));
  const values = (key: string): readonly string[] =>
    [...text.matchAll(new RegExp(`"${key}":"([^"]+)"`, 'g'))].map((match) => match[1] ?? '');
  return { nodes: values('Node Type'), indexes: values('Index Name') };
}

/** Runs the query. @returns how many rows it read, in the step that read most. */
export async function rowsReadBy(query: Explainable): Promise<number> {
  const text = JSON.stringify(await query.explain('json', sql`analyze`));
  const counts = [...text.matchAll(/"(?:Actual Rows|Rows Removed by Filter)":([\d.]+)/g)].map(([, count]) => Number(count));
  return Math.max(...counts);
}

/** Runs the query. @returns how many pages of tables and indexes it read. */
export async function pagesReadBy(query: Explainable): Promise<number> {
  const text = JSON.stringify(await query.explain('json', sql`analyze, buffers`));
  const counts = [...text.matchAll(/"(?:Shared Hit|Shared Read) Blocks":(\d+)/g)].map(([, count]) => Number(count));
  // Each step counts those of the steps below it.
  return Math.max(...counts);
}
