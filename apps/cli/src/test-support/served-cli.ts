import { makeIntegrationStore, type ConnectedIntegration, type IntegrationStore } from './integration-store.ts';
import { openCrm } from './open-crm.ts';
import { openQuo } from './open-quo.ts';
import type { FinishedChild } from './run-child.ts';
import { runInProcess } from './run-in-process.ts';
import { ADMIN_TOKEN, serveInProcess } from './serve-in-process.ts';

/** Runs the program. @returns how it ended. */
export type RunCommand = (...args: readonly string[]) => Promise<FinishedChild>;

/** A served store, and the program in front of it. */
export interface ServedCli {
  readonly url: string;
  readonly quoUrl: string;
  readonly crm: { readonly url: string; readonly token: string };
  readonly served: IntegrationStore;
  /** Acts through the server, with the admin token. */
  readonly onServer: RunCommand;
  /** Acts on the store of the server. */
  readonly onStore: RunCommand;
  /** Acts through the server, with an API key that is made for it. */
  readonly withRights: (rights: string) => Promise<RunCommand>;
  /** @returns lines of JSON that a command wrote, after it has ended well. */
  readonly linesOf: (run: Promise<FinishedChild>) => Promise<readonly Record<string, unknown>[]>;
  readonly stop: () => Promise<void>;
}

/** Serves integrations of Pipedrive with so many persons. What is in the store stands still but for what commands do. */
export async function serveCli({
  ids,
  persons = 5,
  env = {},
}: {
  readonly ids: readonly string[];
  readonly persons?: number;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<ServedCli> {
  const [crm, quo] = await Promise.all([openCrm('pipedrive', persons), openQuo()]);
  const account = { url: crm.url, token: crm.token };
  const integrations = ids.map((id): ConnectedIntegration => ({ id, connector: 'pipedrive', crm: account }));
  const served = await makeIntegrationStore(integrations);
  const serving = await serveInProcess(served.store, { quoUrl: quo.url, env });
  const byToken =
    (token: string): RunCommand =>
    async (...args) =>
      runInProcess(args, { env: { FRIGG_CRM_SERVER: serving.url, FRIGG_CRM_ADMIN_TOKEN: token } });
  const onServer = byToken(ADMIN_TOKEN);
  const linesOf: ServedCli['linesOf'] = async (run) => {
    const { exitCode, stdout, stderr } = await run;
    if (exitCode !== 0) throw new Error(`it ended with ${exitCode}: ${stderr}`);
    return readLines(stdout);
  };
  return {
    url: serving.url,
    quoUrl: quo.url,
    crm: account,
    served,
    onServer,
    onStore: async (...args) => runInProcess(args, { env: { FRIGG_CRM_STORE: served.store, FRIGG_CRM_QUO_URL: quo.url } }),
    async withRights(rights) {
      const [key] = await linesOf(onServer('access', 'keys', 'create', 'a test', '--rights', rights, '--json'));
      return byToken(String(key?.['key']));
    },
    linesOf,
    async stop() {
      await serving.stop();
      await Promise.all([crm.close(), quo.close(), served.remove()]);
    },
  };
}

/** @returns the objects of a text with one per line. */
export function readLines(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
