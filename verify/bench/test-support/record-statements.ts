import pg from 'pg';

/** A statement that was sent at least once. */
export interface RecordedStatement {
  readonly text: string;
  readonly times: number;
  /** Rows that it returns or changes, and that it reads to do so, when it is run once more at the end. */
  readonly rows: number;
  readonly read: number;
}

interface Sent {
  readonly values: readonly unknown[];
  readonly times: number;
}

/** Records what this program sends to PostgreSQL from now on. */
export function recordStatements(): { stop(url: string): Promise<readonly RecordedStatement[]> } {
  const sent = new Map<string, Sent>();
  // What pools and query builders send goes through this method, with the text and the values as the first arguments or in one.
  const prototype = pg.Client.prototype as unknown as { query: (...given: readonly unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function record(this: unknown, ...given) {
    const { text, values } = readCall(given);
    sent.set(text, { values, times: (sent.get(text)?.times ?? 0) + 1 });
    return query.apply(this, [...given]);
  };
  return {
    async stop(url) {
      prototype.query = query;
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        const statements: RecordedStatement[] = [];
        for (const [text, { values, times }] of sent) statements.push({ text, times, ...(await explain(client, text, values)) });
        return statements;
      } finally {
        await client.end();
      }
    },
  };
}

function readCall([first, second]: readonly unknown[]): { readonly text: string; readonly values: readonly unknown[] } {
  if (typeof first === 'string') return { text: first, values: Array.isArray(second) ? second : [] };
  const { text = '', values } = first as { readonly text?: string; readonly values?: readonly unknown[] };
  return { text, values: values ?? (Array.isArray(second) ? second : []) };
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** Runs it once more, and takes back what it changed. */
async function explain(client: pg.Client, text: string, values: readonly unknown[]): Promise<Pick<RecordedStatement, 'rows' | 'read'>> {
  if (!/^\s*(select|insert|update|delete|with)\b/i.test(text)) return { rows: 0, read: 0 };
  await client.query('begin');
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>(`explain (analyze, format json) ${text}`, [
      ...values,
    ]);
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    return plan === undefined ? { rows: 0, read: 0 } : { rows: plan['Actual Rows'], read: rowsRead(plan) };
  } finally {
    await client.query('rollback');
  }
}

function rowsRead(plan: Plan): number {
  const own = plan['Node Type'].endsWith('Scan') ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'] : 0;
  return own + (plan.Plans ?? []).reduce((sum, part) => sum + rowsRead(part), 0);
}
