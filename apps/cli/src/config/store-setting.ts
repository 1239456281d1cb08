import { resolve } from 'node:path';
import { assertNever } from '@frigg-crm/core/adapter';
import * as z from 'zod';

/** Where processes are kept. */
export type StoreSetting =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'pglite'; readonly dataDir: string }
  | { readonly kind: 'postgres'; readonly connectionString: string }
  | { readonly kind: 'mongodb'; readonly url: string };

const EXAMPLES =
  'memory:, sqlite:<file>, pglite:<directory>, postgres://user:password@host:5432/database or mongodb://user:password@host:27017/database';
/** One host or several, and the name of a database: `URL` cannot read several hosts. */
const MONGO_URL = /^mongodb(\+srv)?:\/\/[^/?#\s]+\/[^/?#\s]+(\?\S*)?$/;

/** Reads `--store`. The value may hold a password, so no message quotes it. */
export const storeSettingSchema = z.string().transform((value, context): StoreSetting => {
  if (value === 'memory:') return { kind: 'memory' };
  if (/^sqlite:./.test(value)) return { kind: 'sqlite', file: value.slice('sqlite:'.length) };
  if (/^pglite:./.test(value)) return { kind: 'pglite', dataDir: value.slice('pglite:'.length) };
  if (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value)) return { kind: 'postgres', connectionString: value };
  if (MONGO_URL.test(value)) return { kind: 'mongodb', url: value };
  context.addIssue(`must be ${EXAMPLES}`);
  return z.NEVER;
});

/** A store that outlives its program. */
export const lastingStoreSchema = storeSettingSchema.refine(({ kind }: StoreSetting) => kind !== 'memory', {
  message: 'must be sqlite:<file>, pglite:<directory>, postgres://… or mongodb://…: memory: ends with its program',
});

/** @returns where the store is, without credentials and options. */
export function placeOfStore(setting: StoreSetting): string {
  switch (setting.kind) {
    case 'memory':
      return 'memory:';
    case 'sqlite':
      return `sqlite:${resolve(setting.file)}`;
    case 'pglite':
      return `pglite:${resolve(setting.dataDir)}`;
    case 'postgres':
    case 'mongodb': {
      const url = setting.kind === 'postgres' ? setting.connectionString : setting.url;
      const [, hosts = ''] = /^[^:]+:\/\/(?:[^@/?#]*@)?([^?#]*)/.exec(url) ?? [];
      return `${setting.kind}://${hosts}`;
    }
    default:
      return assertNever(setting);
  }
}

/** @returns whether several programs may work with the store at once. */
export function isSharedStore({ kind }: StoreSetting): boolean {
  return kind === 'postgres' || kind === 'mongodb' || kind === 'sqlite';
}
