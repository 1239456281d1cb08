import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What a build says of itself: the SHA-256 of each source by its path below the root of the workspace. */
const SOURCES_FILE = '.sources.json';
/** So long the sources are taken to be those of the last look, in milliseconds: a page asks for several files at once. */
const LOOK_MS = 500;

/** Whether the built page is that of the sources. */
export type PageState =
  /** `build` differs between builds of different sources: what was read of another one is stale. */
  { readonly kind: 'ready'; readonly build: string } | { readonly kind: 'building' } | { readonly kind: 'failed'; readonly reason: string };

/** Keeps the built page of a checkout that of its sources. */
export interface PageBuilder {
  /**
   * Builds the page where it is missing or older than its sources.
   * @param patienceMs - So long it waits for a build, in milliseconds; behind that it goes on in the background.
   */
  readonly ensure: (patienceMs: number) => Promise<PageState>;
}

/** What {@link createPageBuilder} is made with. */
export interface PageBuilderOptions {
  /** The root of the workspace. */
  readonly root: string;
  /** The folder of the built page. */
  readonly folder: string;
  /** Builds it into a folder, its list of sources included. @throws an error that says what is wrong with the sources */
  readonly build: (folder: string) => Promise<void>;
}

/** Builds once for all who wait, into a folder of its own that takes the place of the built one when it is whole. */
export function createPageBuilder({ root, folder, build }: PageBuilderOptions): PageBuilder {
  let running: Promise<PageState> | undefined;
  let looked: { readonly atMs: number; readonly state: PageState } | undefined;
  const run = async (): Promise<PageState> => {
    const current = await findBuild(root, folder);
    if (current !== undefined) return { kind: 'ready', build: current };
    const fresh = `${folder}-${randomUUID()}`;
    try {
      await build(fresh);
      await replaceFolder(folder, fresh);
      return { kind: 'ready', build: await readSources(folder) };
    } catch (error) {
      return { kind: 'failed', reason: error instanceof Error ? error.message : 'unknown' };
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  };
  return {
    async ensure(patienceMs) {
      if (looked !== undefined && performance.now() - looked.atMs < LOOK_MS) return looked.state;
      running ??= run().then((state) => {
        looked = { atMs: performance.now(), state };
        running = undefined;
        return state;
      });
      return patience(running, patienceMs);
    },
  };
}

/** @returns the builder of the checkout that these sources belong to; `undefined` where they are built or installed. */
export function findPageBuilder(): (PageBuilder & { readonly folder: string }) | undefined {
  const admin = join(import.meta.dirname, '..');
  const isCheckout = existsSync(join(admin, 'vite.config.ts')) && !existsSync(join(import.meta.dirname, 'page'));
  if (!isCheckout) return undefined;
  const folder = join(admin, 'node_modules/.cache/page');
  return { folder, ...createPageBuilder({ root: join(admin, '../..'), folder, build: async (into) => runVite(admin, into) }) };
}

async function patience(running: Promise<PageState>, ms: number): Promise<PageState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PageState>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'building' }), ms);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @returns what names the build, when it is one of the sources as they are. */
async function findBuild(root: string, folder: string): Promise<string | undefined> {
  try {
    const text = await readSources(folder);
    const sources = Object.entries(JSON.parse(text) as Readonly<Record<string, string>>);
    const same = await Promise.all(sources.map(async ([path, hash]) => (await hashOf(join(root, path))) === hash));
    return same.every(Boolean) ? text : undefined;
  } catch {
    // Never built, built by half, or a source is gone.
    return undefined;
  }
}

async function readSources(folder: string): Promise<string> {
  return readFile(join(folder, SOURCES_FILE), 'utf8');
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('base64url');
}

/** Another process may build as well: whose folder is in place does not matter, both are of the same sources. */
async function replaceFolder(folder: string, fresh: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder).catch((error: unknown) => {
    if (!existsSync(join(folder, 'index.html'))) throw error;
  });
}

/** In a process of its own, so that the program goes on with its work. */
async function runVite(admin: string, folder: string): Promise<void> {
  const program = join(createRequire(join(admin, 'package.json')).resolve('vite/package.json'), '../bin/vite.js');
  const child = spawn(process.execPath, [program, 'build', '--mode', 'checkout', '--outDir', folder], {
    cwd: admin,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(output.trim() === '' ? `vite ended with ${code}` : output.trim());
}
