import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const PACKAGE = join(import.meta.dirname, '..');

it('a browser loads less than 5 KB, as the README says: of other packages openapi-fetch and the errors of core', async () => {
  const { metafile, outputFiles } = await build({
    stdin: { contents: "export { createClient, ServerRequestError } from './src/index.ts';", resolveDir: PACKAGE },
    absWorkingDir: PACKAGE,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@frigg-crm/source'],
    metafile: true,
    write: false,
    // Of what core could load and this does not use, nothing is left.
    external: ['node:*'],
  });
  const loaded = Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const foreign = loaded.map(([file]) => file).filter((file) => !/^src\/[^/]+$|\/openapi-fetch\/|\/core\/src\/errors\//.test(file));
  expect(foreign).toEqual([]);
  const [output] = outputFiles;
  expect(output?.text).not.toContain('node:');
  expect(gzipSync(output?.contents ?? '', { level: 9 }).length).toBeLessThan(5 * 1024);
  expect(readFileSync(join(PACKAGE, 'README.md'), 'utf8')).toContain('less than 5 KB gzipped');
});
