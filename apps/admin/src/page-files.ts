import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';

/** A file of the built page. */
export interface PageFile {
  readonly type: string;
  readonly content: Buffer<ArrayBuffer>;
  readonly gzipped: Buffer<ArrayBuffer>;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const compress = promisify(gzip);

/** @returns a file as it is sent. */
export async function toPageFile(name: string, content: Buffer<ArrayBuffer>): Promise<PageFile> {
  return {
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    content,
    gzipped: await compress(content, { level: 9 }),
    etag: `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`,
  };
}

/** @returns all files of a built page by their names below the folder, such as `assets/index-1a2b.js`; none where it was not built. */
export async function readPageFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(async (entry): Promise<[string, PageFile]> => {
        const path = join(entry.parentPath, entry.name);
        return [relative(folder, path).split(sep).join('/'), await toPageFile(path, await readFile(path))];
      }),
  );
  return new Map(files);
}
