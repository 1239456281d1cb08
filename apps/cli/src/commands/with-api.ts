import { ServerRequestError, type Client } from '@frigg-crm/client';
import type { ServerSetting } from '../config/place-setting.ts';
import { RunFailedError } from '../errors/run-failed-error.ts';
import { printable } from '../output/printable.ts';
import { toOwnError, withServer } from '../wiring/remote/with-server.ts';
import { createStoreClient } from '../wiring/serve/store-client.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { withProblems } from './with-problems.ts';
import { withServices, type ServicesPlace } from './with-services.ts';

/** What a verb of the API works with. */
export interface ApiDependencies {
  readonly client: Client;
  readonly json: boolean;
  readonly write: (line: string) => void;
}

/** Where the API is. */
export type ApiPlace = ServicesPlace | { readonly server: ServerSetting; readonly json: boolean };

/** Does work through the API of a running server, or of a store, which is opened here. @returns the exit code. */
export async function withApi(
  place: ApiPlace,
  context: CliContext,
  work: (dependencies: ApiDependencies) => Promise<void>,
): Promise<number> {
  if (isStore(place))
    return withServices<Client>(place, context, {
      ofServer: (client) => client,
      ofStore: (services) => createStoreClient(services, context),
      work: async ({ operations: client, ...output }) =>
        work({ client, ...output }).catch((error: unknown) => {
          // No server is called, so none is at the wrong address.
          if (error instanceof ServerRequestError && error.problem === undefined) throw new RunFailedError(error.message, { cause: error });
          throw toOwnError(error);
        }),
    });
  const { server, json } = place;
  const { stdout, signal } = context;
  const write = (line: string): void => void stdout.write(`${printable(line)}\n`);
  await withProblems({ json, write }, async () => withServer(server, signal, async (client) => work({ client, json, write })));
  return EXIT_CODES.completed;
}

function isStore(place: ApiPlace): place is ServicesPlace {
  return 'store' in place;
}
