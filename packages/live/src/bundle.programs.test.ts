import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const PACKAGE = join(import.meta.dirname, '..');

it('a browser that watches loads less than 4 KB, as the README says, and no other package', async () => {
  const { metafile, outputFiles } = await build({
    stdin: { contents: "export { createLiveClient } from './src/index.ts';", resolveDir: PACKAGE },
    absWorkingDir: PACKAGE,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@frigg-crm/source'],
    metafile: true,
    write: false,
  });
  expect(Object.keys(metafile.inputs).filter((file) => !/^src\/(client|protocol|index[.]ts)/.test(file))).toEqual(['<stdin>']);
  expect(gzipSync(outputFiles[0]!.contents, { level: 9 }).length).toBeLessThan(4096);
  expect(readFileSync(join(PACKAGE, 'README.md'), 'utf8')).toContain('less than 4 KB gzipped');
});
