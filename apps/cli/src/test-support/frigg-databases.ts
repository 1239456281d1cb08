import { randomUUID } from 'node:crypto';
import { createPostgresDatabase } from '@frigg-crm/kit';
import { fillFriggMongo, fillFriggPostgres, type FriggRows, type WritableMongoDatabase } from '@frigg-crm/frigg/testing';
import { startTestMongo } from '@frigg-crm/mongo-process-repo/testing';
import { MongoClient, ObjectId } from 'mongodb';
import pg from 'pg';

/** A database of a Frigg app. */
export interface FriggDatabase {
  /** Of a user who may only read, where the server knows users. */
  readonly url: string;
  drop(): Promise<void>;
}

/** Fills a database on the PostgreSQL server of the test run. */
export async function openFriggPostgres(rows: FriggRows): Promise<FriggDatabase> {
  const database = await createPostgresDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const reader = `reader_${randomUUID().replaceAll('-', '')}`;
  await fillFriggPostgres(client, rows);
  await client.query(`create role ${reader} login password 'secret'; grant select on all tables in schema public to ${reader}`);
  const url = new URL(database.url);
  url.username = reader;
  url.password = 'secret';
  // As Prisma writes it.
  url.searchParams.set('schema', 'public');
  return {
    url: url.href,
    async drop() {
      await client.query(`drop owned by ${reader}; drop role ${reader}`);
      await client.end();
      await database.drop();
    },
  };
}

/** Fills a database of MongoDB. */
export async function openFriggMongo(rows: FriggRows): Promise<FriggDatabase> {
  const { url, stop } = await startTestMongo();
  const client = new MongoClient(url);
  // The driver's types are narrower than what it takes.
  await fillFriggMongo(client.db() as unknown as WritableMongoDatabase, rows, (hex) => new ObjectId(hex));
  await client.close();
  return { url, drop: stop };
}
