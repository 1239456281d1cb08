import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WORKSPACE_ROOT, findPublishedPackages } from '../workspace/workspace-package.ts';
import { checkConsumer } from './check-consumer.ts';
import { checkPage } from './check-page.ts';
import { checkTarball } from './check-tarball.ts';
import { createConsumer, type PackedPackage } from './consumer-project.ts';
import { packPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';
import { selectPackages } from './select-packages.ts';

async function checkEachTarball(packed: readonly PackedPackage[]): Promise<readonly string[]> {
  const found = await Promise.all(
    packed.map(async (one) => {
      const problems = [...(await checkTarball(one.tarball)), ...(await checkPage(one))];
      return problems.map((problem) => `${one.entry.manifest.name}: ${problem}`);
    }),
  );
  return found.flat();
}

async function build(names: readonly string[]): Promise<void> {
  const filters = names.map((name) => `--filter=${name}`);
  const { ok, output } = await runCommand(join(WORKSPACE_ROOT, 'node_modules/.bin/turbo'), ['run', 'build', ...filters], {
    cwd: WORKSPACE_ROOT,
    timeoutMs: 900_000,
  });
  if (!ok) throw new Error(`the packages cannot be built:\n${output}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { filter: { type: 'string', multiple: true } } });
  const { checked, installed: needed } = selectPackages(findPublishedPackages(), values.filter);
  await build(needed.map(({ manifest }) => manifest.name));
  const folder = mkdtempSync(join(tmpdir(), 'frigg-crm-packages-'));
  try {
    const packed: PackedPackage[] = [];
    for (const entry of needed) packed.push({ entry, tarball: await packPackage(entry, join(folder, 'tarballs')) });
    const judged = packed.filter(({ entry }) => checked.includes(entry));
    console.log(`${packed.length} packages packed, ${judged.length} of them to be checked`);
    const problems = [...(await checkEachTarball(judged))];
    console.log('publint and attw have checked them');
    const consumer = join(folder, 'consumer');
    const installed = await createConsumer(consumer, packed, judged);
    if (installed.ok) problems.push(...(await checkConsumer(consumer, judged)));
    else problems.push(`npm install in an empty project\n${installed.output}`);
    for (const problem of problems) console.error(`\n✗ ${problem}`);
    console.log(
      problems.length === 0 ? `${judged.length} packages install, import, require, run and type-check` : `\n${problems.length} problems`,
    );
    process.exitCode = problems.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
