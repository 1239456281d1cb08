import pg from 'pg';
import { PAGE_SIZE } from '../page-updates.ts';
import { workTogether } from '../work-together.ts';
import type { Contestant } from './contestant.ts';

const TABLES = `
  create table syncs (id integer primary key, processed bigint not null) with (fillfactor = 70);
  create table settled_pages (sync_id integer not null, page integer not null, primary key (sync_id, page));
`;
/** A page that is settled already changes nothing: the row is the proof. */
const SETTLE = `
  with settled as (insert into settled_pages values ($1, $2) on conflict do nothing returning 1)
  update syncs set processed = processed + ${PAGE_SIZE} where id = $1 and exists (select from settled)
`;

/** What one would write by hand: a counter, and a row for each page so that it counts once. */
export function createRowPerPage(syncs: number): Contestant {
  return {
    async prepare({ url }) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(TABLES);
      await client.query('insert into syncs select id, 0 from generate_series(0, $1::integer - 1) id', [syncs]);
      await client.end();
    },
    async start({ url, jobs, atOnce, connections }) {
      const pool = new pg.Pool({ connectionString: url, max: connections });
      return {
        async run() {
          await workTogether(atOnce, jobs, async (page) => {
            await pool.query({ name: 'settle', text: SETTLE, values: [page % syncs, Math.floor(page / syncs)] });
          });
        },
        async count() {
          const { rows } = await pool.query<{ pages: number }>(`select (sum(processed) / ${PAGE_SIZE})::integer as pages from syncs`);
          return rows[0]?.pages ?? 0;
        },
        close: async () => pool.end(),
      };
    },
  };
}
