import { runInProcess } from './run-in-process.ts';

/** The admin token of servers of tests. */
export const ADMIN_TOKEN = 'admin-token-of-the-tests-0123456789';

/** A `frigg-crm serve` in this process. */
export interface ServedInProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the API of a store, and nothing else: what is in the store stands still. */
export async function serveInProcess(
  store: string,
  { quoUrl, env }: { readonly quoUrl: string; readonly env?: Readonly<Record<string, string>> },
): Promise<ServedInProcess> {
  const stop = new AbortController();
  const args = ['serve', '--port', '0', '--roles', 'web', '--store', store, '--quo-url', quoUrl, '--admin-token', ADMIN_TOKEN];
  return new Promise<ServedInProcess>((resolve, reject) => {
    const onLine = (line: string): void => {
      const [, url] = /listens on (\S+)$/.exec(line) ?? [];
      if (url === undefined) return;
      resolve({
        url,
        async stop() {
          stop.abort(new Error('the test is over'));
          await serving;
        },
      });
    };
    const serving = runInProcess(args, { env, signal: stop.signal, onLine });
    void serving.then(({ stderr }) => reject(new Error(stderr)));
  });
}
