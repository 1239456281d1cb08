import { startFauxqs } from 'fauxqs';

/** An SQS emulator in a program of its own, so that it can be killed. Says its port, and ends when its parent does. */
async function main(): Promise<void> {
  const { port = 0, dataDir } = JSON.parse(process.argv[2] ?? '{}') as { readonly port?: number; readonly dataDir?: string };
  process.stdin.resume().once('end', () => process.exit(1));
  const server = await startFauxqs({ port, logger: false, ...(dataDir === undefined ? {} : { dataDir }) });
  process.stdout.write(`${server.port}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
