import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** One build for every package: the entries are read from its `exports` (and `bin`), so the two cannot drift apart. */
interface Manifest {
  exports?: Record<string, string | { '@frigg-crm/source'?: string }>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const entry = Object.values(manifest.exports ?? {}).flatMap((target) =>
  typeof target === 'object' && target['@frigg-crm/source'] !== undefined ? [target['@frigg-crm/source']] : [],
);

export default defineConfig({
  entry,
  format: ['esm'],
  target: 'node22',
  platform: 'node',
  dts: {
    compilerOptions: { customConditions: [], noEmit: false, rewriteRelativeImportExtensions: false, allowImportingTsExtensions: true },
  },
  sourcemap: true,
  clean: true,
  treeshake: true,
  // `node:sqlite` and others exist under no other name.
  removeNodeProtocol: false,
});
