import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** One small function of core, as a Lambda would bundle it. With all of zod in it the bundle has 450 KB. */
const PROGRAM = "import { systemClock } from '@frigg-crm/core';\nconsole.log(systemClock.now());\n";
/** Bytes, minified. */
const MAX_BYTES = 150_000;

/** Bundles a small use of core: what a program does not call must not end up in it. @returns what is wrong. */
export async function checkBundleSize(folder: string, maxBytes: number = MAX_BYTES): Promise<readonly string[]> {
  if (!existsSync(join(folder, 'node_modules/@frigg-crm/core'))) return [];
  const bytes = await bundleBytes(folder);
  return bytes <= maxBytes
    ? []
    : [`a bundle of systemClock has ${bytes} bytes, more than ${maxBytes}: something in core cannot be left out`];
}

async function bundleBytes(folder: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.reduce((sum, { contents }) => sum + contents.byteLength, 0);
}
