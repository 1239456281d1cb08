import type { World } from './suite-case.ts';

/**
 * Has the first lists of all persons answered by something else than the sandbox.
 * @param respond - Responds to each of them; `undefined` or no more: the sandbox.
 */
export function interceptLists({ opened, listedPage }: World, respond: readonly (() => Promise<Response> | Response)[]): void {
  const left = [...respond];
  opened.intercept = async (request) => {
    if (left.length === 0 || (await listedPage(request)) === undefined) return undefined;
    return left.shift()?.();
  };
}

/** As {@link interceptLists}, for each list of all persons. */
export function interceptEachList({ opened, listedPage }: World, respond: (request: Request) => Promise<Response> | Response): void {
  opened.intercept = async (request) => ((await listedPage(request)) === undefined ? undefined : respond(request));
}

/** @returns how many lists of all persons were requested. */
export async function countLists({ opened, listedPage }: World): Promise<number> {
  const pages = await Promise.all(
    opened.sent.map(async ({ method, url, headers, text }) =>
      listedPage(new Request(url, { method, headers, body: method === 'GET' ? null : text })),
    ),
  );
  return pages.filter((page) => page !== undefined).length;
}
