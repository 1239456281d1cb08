import type { FriggRows } from './frigg-rows.ts';

/** A connection of node-postgres, as far as it is used. */
export interface WritablePostgres {
  query(text: string, values?: unknown[]): Promise<unknown>;
}

/** The tables that Prisma makes for a Frigg app, as far as they matter to a reader. */
const TABLES = `
  create table "User" (id serial primary key, type text, email text);
  create table "Integration" (id serial primary key, "userId" integer references "User"(id), status text not null, config jsonb, version text,
    errors jsonb default '[]', warnings jsonb default '[]', info jsonb default '[]', logs jsonb default '[]', "createdAt" timestamp(3) default now());
  create table "Credential" (id serial primary key, "userId" integer, "authIsValid" boolean, "externalId" text, data jsonb default '{}');
  create table "Entity" (id serial primary key, "credentialId" integer references "Credential"(id), "userId" integer, name text, "moduleName" text, "externalId" text, data jsonb default '{}');
  create table "_EntityToIntegration" ("A" integer not null references "Entity"(id), "B" integer not null references "Integration"(id), primary key ("A", "B"));
  create index on "_EntityToIntegration" ("B");
  create table "IntegrationMapping" (id serial primary key, "integrationId" integer not null references "Integration"(id), "sourceId" text, mapping jsonb);
  create table "Process" (id serial primary key, "userId" integer, "integrationId" integer references "Integration"(id), name text, type text, state text,
    context jsonb default '{}', results jsonb default '{}', "parentProcessId" integer, "createdAt" timestamp(3) default now(), "updatedAt" timestamp(3));
`;
/** After the rows: faster. */
const INDEXES = `
  create unique index on "IntegrationMapping" ("integrationId", "sourceId");
  create index on "IntegrationMapping" ("integrationId");
  create index on "Process" ("integrationId", type);
  analyze;
`;
const CHUNK = 20_000;

/** Makes Frigg's tables in an empty schema, and fills them. */
export async function fillFriggPostgres(connection: WritablePostgres, rows: FriggRows): Promise<void> {
  await connection.query(TABLES);
  const insert = async (table: string, columns: string, items: readonly object[]): Promise<void> => {
    const names = columns.split(',').map((column) => `"${column.trim().split(' ')[0]}"`);
    for (let from = 0; from < items.length; from += CHUNK)
      await connection.query(
        `insert into "${table}" (${names.join(', ')}) select ${names.join(', ')} from jsonb_to_recordset($1::jsonb) as rows(${columns.replaceAll(/(\w+) /g, '"$1" ')})`,
        [JSON.stringify(items.slice(from, from + CHUNK))],
      );
  };
  await insert('User', 'id int', rows.users);
  await insert('Integration', 'id int, userId int, status text, config jsonb', rows.integrations);
  await insert(
    'Credential',
    'id int, userId int, authIsValid boolean, data jsonb',
    rows.credentials.map((row) => ({ ...row, authIsValid: true })),
  );
  await insert('Entity', 'id int, credentialId int, moduleName text, externalId text', rows.entities);
  const links = rows.integrations.flatMap(({ id, entityIds }) => entityIds.map((entityId) => ({ A: entityId, B: id })));
  await insert('_EntityToIntegration', 'A int, B int', links);
  await insert('IntegrationMapping', 'id int, integrationId int, sourceId text, mapping jsonb', rows.mappings);
  const processes = rows.processes.map((row) => ({ ...row, name: 'sync', type: 'CRM_SYNC', state: 'COMPLETED', results: {} }));
  await insert(
    'Process',
    'id int, integrationId int, name text, type text, state text, context jsonb, results jsonb, createdAt timestamp',
    processes,
  );
  await connection.query(INDEXES);
}
