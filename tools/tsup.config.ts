import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';
import { emitDeclarations } from './src/build/emit-declarations.ts';

/** One build for every package: the entries are read from its `exports` (and `bin`), so the two cannot drift apart. */
interface Manifest {
  exports?: Record<string, string | { '@frigg-crm/source'?: string }>;
  bin?: Record<string, string>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const entry = Object.values(manifest.exports ?? {}).flatMap((target) =>
  typeof target === 'object' && target['@frigg-crm/source'] !== undefined ? [target['@frigg-crm/source']] : [],
);
/** Programs are run, not imported: they ship no sources, so their maps carry them. */
const shipsSources = manifest.bin === undefined;

export default defineConfig({
  entry,
  format: ['esm'],
  target: 'node22',
  platform: 'node',
  sourcemap: true,
  clean: true,
  // `node:sqlite` and others exist under no other name.
  removeNodeProtocol: false,
  esbuildOptions(options) {
    options.sourcesContent = !shipsSources;
    // Two entries share one chunk at most, which needs no hash to tell it from others.
    if (entry.length === 2) options.chunkNames = 'shared';
  },
  async onSuccess() {
    emitDeclarations(process.cwd(), entry);
  },
});
