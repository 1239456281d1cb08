import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { Files } from './read-template.ts';

interface Formatter {
  format(file: string, text: string, options: object): Promise<{ readonly code: string; readonly errors: readonly unknown[] }>;
}

const settingsSchema = z.object({ printWidth: z.number(), singleQuote: z.boolean() });

/**
 * Writes the sources as the formatter of the workspace wants them: with another name, lines have another length.
 * @returns them as they are where the formatter is not installed.
 */
export async function formatSources(files: Files, workspace: string): Promise<Files> {
  const require = createRequire(join(workspace, 'package.json'));
  try {
    const { format } = (await import(pathToFileURL(require.resolve('oxfmt')).href)) as Formatter;
    const options = settingsSchema.parse(JSON.parse(readFileSync(join(workspace, '.oxfmtrc.json'), 'utf8')));
    const formatted = Object.entries(files).map(async ([file, text]): Promise<[string, string]> => {
      if (!file.endsWith('.ts')) return [file, text];
      const { code, errors } = await format(file, text, options);
      return [file, errors.length === 0 ? code : text];
    });
    return Object.fromEntries(await Promise.all(formatted));
  } catch {
    return files;
  }
}
