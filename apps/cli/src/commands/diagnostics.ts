import { RunFailedError } from '../errors/run-failed-error.ts';
import { formatTable } from '../output/format-table.ts';
import type { ApiDependencies } from './with-api.ts';

/** A server tests its own address for five seconds at most. */
const TEST_MS = 20_000;

/** `diagnostics` @throws {RunFailedError} when something does not come through. */
export async function runDiagnostics({ client, json, write }: ApiDependencies): Promise<void> {
  const { data } = await client.get('/api/v1/diagnostics', { timeoutMs: TEST_MS });
  const { publicUrl, checks } = data;
  if (json) write(JSON.stringify({ type: 'diagnostics', ...data }));
  else if (publicUrl === null) write('the server has no public URL: nothing was tested; give it one with --public-url');
  else for (const line of [publicUrl, ...formatTable(checks.map(toRow), { leftAligned: 3 })]) write(line);
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0) throw new RunFailedError(`${failed.map(({ name }) => name).join(', ')}: does not come through to the server`);
}

function toRow({ name, outcome, detail }: { readonly name: string; readonly outcome: string; readonly detail: string }): readonly string[] {
  return [name, outcome, detail];
}
