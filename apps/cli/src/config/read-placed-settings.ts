import type * as z from 'zod';
import { withOnePlace } from './place-setting.ts';
import type { Flags } from './flag.ts';
import { readSettings, type SettingsSource } from './read-settings.ts';
import { withSecretFiles } from './with-secret-files.ts';

/**
 * Reads the settings of a command that acts on a store or through a server; secrets may be in files.
 * @throws {UsageError} as `readSettings` does, and when both are given.
 */
export function readPlacedSettings<Output>(
  flags: Flags & { readonly store: Flags[string] },
  schema: z.ZodType<Output>,
  { command, env }: SettingsSource,
): Output {
  const place = withOnePlace(flags, { command, env: withSecretFiles(flags, env) });
  return readSettings(flags, schema, { command, env: place });
}
