import { parseCommand } from './cli/parse-command.ts';
import { applyMutant } from './mutants/apply-mutant.ts';

/**
 * `pnpm simulate`: plays seeds, and exits with 1 when an invariant was broken. As a child of itself it plays its share of
 * the seeds. A mutant has to be in place before the program under test is loaded, so that one is imported afterwards.
 */
async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  if (command.kind === 'help') {
    process.stdout.write(command.text);
    process.exitCode = command.exitCode;
    return;
  }
  if (command.kind === 'worker') {
    if (command.mutant !== undefined) applyMutant(command.mutant);
    const { playShare } = await import('./run/play-share.ts');
    return playShare(command);
  }
  if (command.kind === 'replay') {
    const { replayAndReport } = await import('./cli/replay-and-report.ts');
    process.exitCode = await replayAndReport(command);
    return;
  }
  const { simulateAndReport } = await import('./cli/simulate-and-report.ts');
  process.exitCode = await simulateAndReport(command);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 2;
});
