import type { Fetch } from '../api-request.ts';

/** What a handler of a route is given. */
export interface RouteCall {
  readonly request: Request;
  readonly url: URL;
  /** Values of the `{name}` parts of the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** Handles the requests of one route. */
export type RouteHandler = (call: RouteCall) => Promise<Response> | Response;

/** Options of {@link createRoutes}. */
export interface RoutesOptions {
  /** Handles what no route fits. @defaultValue 404 with `{ "message": "Not Found" }`; 405 where another method fits */
  readonly notFound?: ((request: Request) => Promise<Response> | Response) | undefined;
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handle: RouteHandler;
}

/**
 * Makes the fetch handler of a sandbox from its routes, `METHOD /path/{id}`. A `{name}` stands for one part of the path;
 * the first route that fits responds.
 * @example
 * const people = [{ id: '1', name: 'Ann' }];
 * const fetch = createRoutes({
 *   'GET /people': () => Response.json(people),
 *   'GET /people/{id}': ({ params }) => Response.json(people.find(({ id }) => id === params['id'])),
 * });
 */
export function createRoutes(handlers: Readonly<Record<string, RouteHandler>>, { notFound }: RoutesOptions = {}): Fetch {
  const routes = Object.entries(handlers).map(([route, handle]) => toRoute(route, handle));
  return async (request) => {
    const url = new URL(request.url);
    const fitting = routes.filter(({ pattern }) => pattern.test(url.pathname));
    const route = fitting.find(({ method }) => method === request.method);
    if (route !== undefined) return route.handle({ request, url, params: readParams(route.pattern, url.pathname) });
    if (notFound !== undefined) return notFound(request);
    const [status, message] = fitting.length > 0 ? [405, 'Method Not Allowed'] : [404, 'Not Found'];
    return Response.json({ message }, { status });
  };
}

function toRoute(route: string, handle: RouteHandler): Route {
  const [method = '', path = ''] = route.split(' ');
  const parts = path
    .split('/')
    .map((part) => (/^\{\w+\}$/.test(part) ? `(?<${part.slice(1, -1)}>[^/]+)` : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)));
  return { method, pattern: new RegExp(`^${parts.join('/')}/?$`), handle };
}

function readParams(pattern: RegExp, path: string): Readonly<Record<string, string>> {
  const groups = pattern.exec(path)?.groups ?? {};
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

/** What is no percent-encoding stays as it was sent: a server answers such requests too. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
