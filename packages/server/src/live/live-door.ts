import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createLiveSockets, respondToPoll, type LiveHub, type LiveSockets, type LiveWatcher } from '@frigg-crm/live/server';
import { mayKnow, type Principal } from '../access/principal.ts';
import type { Backend } from '../backend.ts';
import { checkOrigin } from '../http/check-origin.ts';
import { identify, type RequestDependencies } from '../http/handle-request.ts';
import type { ProblemCode } from '../http/problem-catalogue.ts';
import { ProblemError } from '../http/problem-error.ts';
import { problemResponse } from '../http/problem-response.ts';
import { toProblem } from '../http/to-problem.ts';

/** Where live progress is, below the base of the server. */
export const LIVE_PATH = '/api/v1/live';

/** Polls that wait at once; sockets have a limit of their own. */
const MAX_POLLS = 1000;

/** What a poll of the hub fails with, by its status. */
const PROBLEM_OF_STATUS: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  400: ['INVALID_REQUEST', 'The request names no subscriptions, or names them wrongly'],
  413: ['BODY_TOO_LARGE', 'A poll holds 32 KB at most'],
  503: ['STORE_UNAVAILABLE', 'Processes cannot be read now'],
};

/** What the door is made with. */
export interface LiveDoorOptions {
  readonly hub: LiveHub;
  readonly services: Pick<Backend['services'], 'integrations'>;
  readonly dependencies: Pick<RequestDependencies, 'authorize' | 'originOf' | 'counter' | 'ids'>;
  /** The origin under which browsers know the server. @defaultValue what each upgrade says */
  readonly origin: string | undefined;
}

/** How clients reach the hub. */
export interface LiveDoor extends LiveSockets {
  /** Answers a long poll. Never rejects. */
  readonly poll: (request: Request) => Promise<Response>;
}

/** Lets callers with the right to `see` watch what exists for them. */
export function createLiveDoor({ hub, services, dependencies, origin }: LiveDoorOptions): LiveDoor {
  const { authorize, originOf, counter, ids } = dependencies;
  const toWatcher = (principal: Principal): LiveWatcher => ({
    canSee: ({ userId }) => mayKnow(principal, userId),
    async canReadLog(integrationId) {
      const integration = await services.integrations.findById(integrationId);
      return integration !== undefined && mayKnow(principal, integration.userId);
    },
  });
  const answer = async (request: Request): Promise<Response> => {
    checkOrigin(request, { origin: originOf(request) });
    const principal = await identify(request, { authorize, counter, action: 'see' });
    const headers = counter.count(`${principal.id} polls`);
    const response = await respondToPoll(request, { hub, watcher: toWatcher(principal) });
    const problem = PROBLEM_OF_STATUS[response.status];
    if (problem !== undefined) throw new ProblemError(problem[0], problem[1], { headers: { ...headers, 'retry-after': '2' } });
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  };
  let polls = 0;
  return {
    ...createLiveSockets({
      hub,
      origin: origin ?? (({ headers: { host = 'localhost' } }) => `http://${host}`),
      async authorize(request) {
        const principal = await authorize(request);
        return principal?.actions.has('see') === true ? toWatcher(principal) : undefined;
      },
    }),
    async poll(request) {
      const requestId = ids.next();
      polls += 1;
      let response: Response;
      try {
        if (polls > MAX_POLLS) throw new ProblemError('OVERLOADED', 'Too many polls wait', { headers: { 'retry-after': '5' } });
        response = await answer(request);
      } catch (error) {
        response = problemResponse(toProblem(error), { path: LIVE_PATH, requestId });
      } finally {
        polls -= 1;
      }
      response.headers.set('x-request-id', requestId);
      return response;
    },
  };
}

/** @returns whether a Node request is an upgrade of live progress. */
export function isLiveUpgrade({ url = '' }: IncomingMessage, basePath: string): boolean {
  return url.split('?', 1)[0] === `${basePath}${LIVE_PATH}`;
}

/** Closes an upgrade that nothing here takes. */
export function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
}
