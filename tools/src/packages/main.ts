import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPublishedPackages } from '../workspace/workspace-package.ts';
import { checkConsumer } from './check-consumer.ts';
import { checkTarball } from './check-tarball.ts';
import { createConsumer, type PackedPackage } from './consumer-project.ts';
import { packPackage } from './pack-package.ts';

async function checkEachTarball(packed: readonly PackedPackage[]): Promise<readonly string[]> {
  const found = await Promise.all(
    packed.map(async ({ entry, tarball }) => (await checkTarball(tarball)).map((problem) => `${entry.manifest.name}: ${problem}`)),
  );
  return found.flat();
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'frigg-crm-packages-'));
  try {
    const packed: PackedPackage[] = [];
    for (const entry of findPublishedPackages()) packed.push({ entry, tarball: await packPackage(entry, join(folder, 'tarballs')) });
    console.log(`${packed.length} packages packed`);
    const problems = [...(await checkEachTarball(packed))];
    console.log('publint and attw have read them');
    const consumer = join(folder, 'consumer');
    const installed = await createConsumer(consumer, packed);
    if (installed.ok) problems.push(...(await checkConsumer(consumer, packed)));
    else problems.push(`npm install in an empty project\n${installed.output}`);
    for (const problem of problems) console.error(`\n✗ ${problem}`);
    console.log(
      problems.length === 0 ? 'every package installs, imports, requires, runs and type-checks' : `\n${problems.length} problems`,
    );
    process.exitCode = problems.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
