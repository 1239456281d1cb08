import { startTestPostgres } from '@frigg-crm/postgres-process-repo/testing';
import type { MongoPlace } from '../measurements/serve-mongo.ts';
import { startChild } from './child.ts';
import type { MeasuredStore } from './options.ts';
import type { StoreSetup } from './store.ts';

const MONGO = new URL('../measurements/serve-mongo.ts', import.meta.url);

/** A store that can be opened, and the server behind it. */
export interface ProvidedStore {
  readonly store: StoreSetup;
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/** Starts the server of a store, where it has one; PostgreSQL with `fsync` if it is to be `durable`. */
export async function provideStore(kind: MeasuredStore, { durable = false }: { durable?: boolean } = {}): Promise<ProvidedStore> {
  switch (kind) {
    case 'memory':
    case 'sqlite':
    case 'pglite':
      return { store: { kind }, name: kind, stop: async () => undefined };
    case 'postgres': {
      const { url, stop } = await startTestPostgres({ durable });
      return { store: { kind, url }, name: kind, stop };
    }
    case 'mongodb': {
      const { result, stop } = await startChild<object, MongoPlace>(MONGO, {});
      const { url, server } = result.result;
      return { store: { kind, url }, name: server === 'MONGO_URL' ? kind : `${kind} (test server)`, stop };
    }
    default:
      throw new Error(`No such store: ${JSON.stringify(kind satisfies never)}`);
  }
}
