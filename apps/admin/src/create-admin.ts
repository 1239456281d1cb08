import { join } from 'node:path';
import { findPageBuilder, type PageBuilder, type PageState } from './page-builder.ts';
import { readPageFiles, toPageFile, type PageFile } from './page-files.ts';

/** What {@link createAdmin} is made with. */
export interface AdminOptions {
  /** The part of the path that belongs to the page, such as `/frigg`. @defaultValue none: it is at `/` */
  readonly basePath?: string | undefined;
  /** The path of the HTTP API on the same origin. @defaultValue `/api/v1` below `basePath` */
  readonly apiPath?: string | undefined;
  /**
   * Decides who may load the page, in an app with users of its own: `true` lets a request through, `false` is answered 401,
   * and a response, such as a redirect to a sign-in of yours, is sent instead. What the page shows is decided by the API alone.
   * @defaultValue every caller may: the page holds no data, and has a sign-in of its own
   */
  readonly authorize?: ((request: Request) => Promise<boolean | Response> | boolean | Response) | undefined;
  /** Where what only a demo has is found on the same origin: adds a panel that throws faults. @defaultValue it is no demo */
  readonly demoPath?: string | undefined;
  /** The folder of the built page. @defaultValue that of this package */
  readonly folder?: string | undefined;
}

/** The page, as a handler. */
export interface Admin {
  /** Answers a request below `basePath`; every path that is no file is answered with the page. Never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /**
   * In a checkout of the sources: begins to build the page where it is missing or older than they are. The first request does
   * so as well; a program that expects one saves it the wait. Does nothing where the package is installed. Never rejects.
   */
  readonly prepare: () => Promise<void>;
}

/** Only what this origin serves, and nothing inline. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** A request waits so long for the page to be built, in milliseconds; then it is shown that it is being built. */
const PATIENCE_MS = 4000;

/** The page that was built with this package. */
const SHIPPED = join(import.meta.dirname, 'page');

/** Files below it have a hash of their content in their name. */
const HASHED = 'assets/';

/**
 * Serves the page of frigg-crm from its built files: alone, or inside an app of your own below any path.
 *
 * @example
 * ```ts
 * const admin = createAdmin({ basePath: '/frigg', apiPath: '/frigg/api/v1' });
 * const response = await admin.fetch(new Request('https://app.example.com/frigg/syncs'));
 * ```
 * @throws {TypeError} when `basePath` or `apiPath` is no path.
 */
export function createAdmin({ basePath = '', apiPath, demoPath, authorize, ...options }: AdminOptions = {}): Admin {
  const base = checkPath(basePath.replace(/\/+$/, ''), 'basePath');
  const api = checkPath(apiPath ?? `${base}/api/v1`, 'apiPath');
  const demo = demoPath === undefined ? undefined : checkPath(demoPath, 'demoPath');
  const builder = options.folder === undefined ? findPageBuilder() : undefined;
  const load = createLoader({ folder: options.folder ?? builder?.folder ?? SHIPPED, place: { base, api, demo }, builder });
  return {
    async fetch(request) {
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return plain(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
      const { pathname } = new URL(request.url);
      if (pathname === base && base !== '') return new Response(null, { status: 308, headers: { ...HEADERS, location: `${base}/` } });
      if (!pathname.startsWith(`${base}/`)) return plain(404, 'There is no such page.');
      const decision = (await authorize?.(request)) ?? true;
      if (decision instanceof Response) return decision;
      if (!decision) return plain(401, 'Sign in first.');
      const name = pathname.slice(base.length + 1);
      const { files, state } = await load({ isDocument: !name.startsWith(HASHED), patienceMs: PATIENCE_MS });
      if (state.kind === 'ready') return answer(request, { name, files });
      return state.kind === 'building'
        ? beingBuilt()
        : plain(503, `The page could not be built. The HTTP API works without it.\n\n${state.reason}`);
    },
    async prepare() {
      await load({ isDocument: true, patienceMs: 0 });
    },
  };
}

/** What the served page says of where it is. */
interface PagePlace {
  readonly base: string;
  readonly api: string;
  readonly demo: string | undefined;
}

interface LoaderOptions {
  readonly folder: string;
  readonly place: PagePlace;
  readonly builder: PageBuilder | undefined;
}

interface Loaded {
  readonly files: ReadonlyMap<string, PageFile>;
  readonly state: PageState;
}

/** @returns what reads the files once, and again when they were built anew. */
function createLoader({
  folder,
  place,
  builder,
}: LoaderOptions): (look: { readonly isDocument: boolean; readonly patienceMs: number }) => Promise<Loaded> {
  let loading: Promise<ReadonlyMap<string, PageFile>> | undefined;
  let loaded: string | undefined;
  return async ({ isDocument, patienceMs }) => {
    // The files of a page belong to its document, which has looked a moment before.
    const state: PageState =
      isDocument && builder !== undefined ? await builder.ensure(patienceMs) : { kind: 'ready', build: loaded ?? '' };
    if (state.kind !== 'ready') return { files: new Map(), state };
    if (loaded !== state.build) loading = undefined;
    loaded = state.build;
    loading ??= loadPage(folder, place);
    const files = await loading;
    // It may be built while the program runs.
    if (files.size === 0) loading = undefined;
    return { files, state };
  };
}

/** Behind a proxy the page cannot know its path from the build: the served page says it. */
async function loadPage(folder: string, { base, api, demo }: PagePlace): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map(await readPageFiles(folder));
  const index = files.get('index.html');
  if (index === undefined) return new Map();
  const head = `<head>\n    <base href="${base}/" />\n    <meta name="frigg-crm-api" content="${api}" />${demo === undefined ? '' : `\n    <meta name="frigg-crm-demo" content="${demo}" />`}`;
  files.set('index.html', await toPageFile('index.html', Buffer.from(index.content.toString('utf8').replace('<head>', head))));
  return files;
}

function answer(request: Request, { name, files }: { readonly name: string; readonly files: ReadonlyMap<string, PageFile> }): Response {
  if (files.size === 0) return plain(503, 'The page is not built. The HTTP API works without it.');
  const isHashed = name.startsWith(HASHED);
  const file = files.get(name) ?? (isHashed ? undefined : files.get('index.html'));
  // A page of before an upgrade asks for files that are gone: it has to notice, not to get HTML.
  if (file === undefined) return plain(404, 'There is no such file: load the page again.');
  const headers: Record<string, string> = {
    ...HEADERS,
    'content-type': file.type,
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  };
  if (isKnown(request.headers.get('if-none-match'), file.etag)) return new Response(null, { status: 304, headers });
  const isGzipped = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(request.headers.get('accept-encoding') ?? '');
  if (isGzipped) headers['content-encoding'] = 'gzip';
  const body = isGzipped ? file.gzipped : file.content;
  headers['content-length'] = String(body.byteLength);
  return new Response(request.method === 'HEAD' ? null : body, { headers });
}

function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*');
}

/** Shown while the page is built for the first time, and after a change of its sources: it asks again by itself. */
function beingBuilt(): Response {
  const html =
    '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta http-equiv="refresh" content="1">\n<title>Frigg CRM</title>\n<p>The page is being built from its sources. It shows itself in a moment.</p>\n</html>\n';
  const headers = { ...HEADERS, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'retry-after': '1' };
  return new Response(html, { status: 503, headers });
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { ...HEADERS, ...headers, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}

function checkPath(path: string, name: string): string {
  if (path !== '' && !/^(\/[\w.~-]+)+$/.test(path)) throw new TypeError(`${name} must be a path such as /frigg`);
  return path;
}
