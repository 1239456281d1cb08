import { subscribe } from 'node:diagnostics_channel';
import { pathToFileURL } from 'node:url';
import type { LambdaContext } from '../../events/lambda-context.ts';
import type { InstanceReply, InstanceRequest } from './instance.ts';

/** The program of one instance: loads a bundled function, and runs one invocation after another, as the runtime of Node on Lambda does. */
const { handler } = (await import(pathToFileURL(process.argv[2] ?? '').href)) as {
  readonly handler: (event: unknown, context: LambdaContext) => Promise<unknown>;
};

function reply(message: InstanceReply): void {
  process.send?.(message);
}

let waitedMs = 0;
subscribe('frigg-crm:waited', (message) => {
  waitedMs += (message as { readonly waitedMs: number }).waitedMs;
});

async function invoke({ event, deadlineMs }: InstanceRequest): Promise<void> {
  waitedMs = 0;
  try {
    const context = { getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()) };
    const value = await handler(event, context);
    reply({ kind: 'result', value, waitedMs });
  } catch (error) {
    reply({ kind: 'error', message: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error' });
  }
}

process.on('message', (request) => void invoke(request as InstanceRequest));
process.on('disconnect', () => process.exit());
reply({ kind: 'ready' });
