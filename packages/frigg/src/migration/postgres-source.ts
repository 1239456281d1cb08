import { ConfigurationError, StorageError, type CallOptions, type JsonObject } from '@frigg-crm/core';
import { COMPLETED_SYNC, INTEGRATIONS_PER_PAGE, MAPPINGS_PER_PAGE, toEntity, toMoment, toObject } from './frigg-rows.ts';
import type { FriggIntegrationRow, FriggMappingRow, FriggSource } from './frigg-source.ts';

/** A pool of node-postgres, as far as it is used. */
export interface FriggPostgresPool {
  connect(): Promise<{
    query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
    release(error?: boolean): void;
  }>;
}

type Row = Readonly<Record<string, unknown>>;

/** One statement, with its values. */
type Select = (text: string, values: readonly unknown[], options: CallOptions) => Promise<readonly Row[]>;

/**
 * Reads Frigg's tables on PostgreSQL. Each statement runs in a read-only transaction of its own, so a user who may only read is enough.
 * @param options.schema - Where the tables are. @defaultValue 'public'
 */
export function createPostgresFriggSource(
  pool: FriggPostgresPool,
  { schema = 'public' }: { readonly schema?: string | undefined } = {},
): FriggSource {
  const select: Select = async (text, values, { signal }) => {
    signal?.throwIfAborted();
    return readOnly(pool, text.replaceAll('$schema', `"${schema.replaceAll('"', '""')}"`), values);
  };
  return {
    async *integrations(options = {}) {
      for (let after = '-1', isLast = false; !isLast;) {
        const page = await select(INTEGRATIONS, [after, INTEGRATIONS_PER_PAGE], options);
        const syncs =
          page.length === 0 ? [] : await select(SYNCS, [page.map(({ id }) => id), COMPLETED_SYNC.type, COMPLETED_SYNC.state], options);
        yield* page.map((row) => toIntegration(row, syncs));
        after = String(page.at(-1)?.['id']);
        isLast = page.length < INTEGRATIONS_PER_PAGE;
      }
    },
    async *mappings(integrationId, options = {}) {
      if (!/^\d{1,18}$/.test(integrationId)) return;
      for (let after: string | null = null, isLast = false; !isLast;) {
        const page: readonly Row[] = await select(
          after === null ? FIRST_MAPPINGS : NEXT_MAPPINGS,
          after === null ? [integrationId, MAPPINGS_PER_PAGE] : [integrationId, MAPPINGS_PER_PAGE, after],
          options,
        );
        yield* page.map(toMapping);
        const last: unknown = page.at(-1)?.['sourceId'];
        after = typeof last === 'string' ? last : null;
        // Rows without a source come last.
        isLast = page.length < MAPPINGS_PER_PAGE || after === null;
      }
    },
  };
}

const INTEGRATIONS = `
  select i.id::text as id, i."userId"::text as "userId", i.status::text as status, i.config, coalesce(a.entities, '[]') as entities
  from $schema."Integration" i left join lateral (
    select json_agg(json_build_object('entity', to_jsonb(e), 'credential', to_jsonb(c)) order by e.id) as entities
    from $schema."_EntityToIntegration" l
    join $schema."Entity" e on e.id = l."A"
    left join $schema."Credential" c on c.id = e."credentialId"
    where l."B" = i.id
  ) a on true
  where i.id > $1 order by i.id limit $2`;

const SYNCS = `
  select distinct on (p."integrationId", p.context->>'personObjectType')
    p."integrationId"::text as "integrationId", p.context->>'personObjectType' as type, p.context->>'startTime' as "startTime"
  from $schema."Process" p
  where p."integrationId" = any($1::int[]) and p.type = $2 and p.state = $3
    and p.context->>'syncType' is distinct from 'WEBHOOK' and p.context->>'startTime' ~ '^\\d{4}-\\d\\d-\\d\\dT'
    and coalesce(p.results#>>'{aggregateData,totalFailed}', '0') = '0'
  order by p."integrationId", p.context->>'personObjectType', p.context->>'startTime' desc`;

const MAPPINGS = `select m."sourceId", m.mapping from $schema."IntegrationMapping" m where m."integrationId" = $1`;
/** By the unique index of both columns. */
const FIRST_MAPPINGS = `${MAPPINGS} order by m."sourceId" limit $2`;
const NEXT_MAPPINGS = `${MAPPINGS} and (m."sourceId" > $3 or m."sourceId" is null) order by m."sourceId" limit $2`;

function toIntegration({ id, userId, status, config, entities }: Row, syncs: readonly Row[]): FriggIntegrationRow {
  const accounts = entities as readonly { readonly entity: JsonObject; readonly credential: JsonObject | null }[];
  const own = syncs.filter(({ integrationId }) => integrationId === id);
  return {
    id: String(id),
    userId: String((userId ?? '') as string),
    status: String(status),
    config: toObject(config),
    entities: accounts.map(({ entity, credential }) => toEntity(entity, credential)),
    syncedAt: Object.fromEntries(
      own.flatMap(({ type, startTime }) => {
        const moment = toMoment(startTime);
        return moment === undefined ? [] : [[typeof type === 'string' ? type : '', moment]];
      }),
    ),
  };
}

function toMapping({ sourceId, mapping }: Row): FriggMappingRow {
  return { sourceId: typeof sourceId === 'string' ? sourceId : '', mapping };
}

async function readOnly(pool: FriggPostgresPool, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
  let client: Awaited<ReturnType<FriggPostgresPool['connect']>> | undefined;
  try {
    client = await pool.connect();
    await client.query('begin transaction read only');
    const { rows } = await client.query(text, [...values]);
    await client.query('commit');
    client.release();
    return rows;
  } catch (error) {
    client?.release(true);
    throw toError(error);
  }
}

/** Codes of PostgreSQL: no such table or column, no such schema. */
const NOT_FRIGGS = ['42P01', '42703', '3F000'];

function toError(cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (NOT_FRIGGS.includes(code))
    return new ConfigurationError('this database does not have the tables of Frigg: check the database, and the schema (?schema=…)', {
      cause,
    });
  if (code === '42501') return new ConfigurationError("the user may not read Frigg's tables: grant select on all of them", { cause });
  return new StorageError("Frigg's database cannot be read", { cause });
}
