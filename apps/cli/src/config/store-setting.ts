import { z } from 'zod';

/** Where processes are kept. */
export type StoreSetting =
  | { readonly kind: 'memory' }
  | { readonly kind: 'pglite'; readonly dataDir: string }
  | { readonly kind: 'postgres'; readonly connectionString: string };

/** Reads `--store`. The value may hold a password, so no message quotes it. */
export const storeSettingSchema = z.string().transform((value, context): StoreSetting => {
  if (value === 'memory:') return { kind: 'memory' };
  if (/^pglite:./.test(value)) return { kind: 'pglite', dataDir: value.slice('pglite:'.length) };
  if (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value)) return { kind: 'postgres', connectionString: value };
  context.addIssue('must be memory:, pglite:<directory> or postgres://user:password@host:5432/database');
  return z.NEVER;
});
