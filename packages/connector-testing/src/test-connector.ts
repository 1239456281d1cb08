import type { Clock, Logger } from '@frigg-crm/core';
import type { BaseCRMIntegrationDependencies, CrmIntegration } from '@frigg-crm/crm-base';
import type { Fetch } from '@frigg-crm/http';
import { createRecordingLogger, createVirtualClock, type VirtualClock } from '@frigg-crm/testing';

/** What every sandbox is: a function from `Request` to `Response`. */
export interface Sandbox {
  readonly fetch: Fetch;
}

/** What the client of a connector under test is created with. */
export interface TestClientOptions {
  /** Reaches the sandbox, and keeps what is sent. */
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the integration of a connector under test is created with: its Quo side is never reached, and nothing was synced before. */
export interface TestDependencies extends BaseCRMIntegrationDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How a connector is joined to its sandbox. */
export interface TestConnectorParts<
  Box extends Sandbox,
  BoxOptions extends object,
  Client,
  ClientOptions extends object,
  Integration extends CrmIntegration,
  Dependencies extends object,
> {
  /** Creates the CRM. */
  readonly sandbox: (options: BoxOptions & { readonly clock: Clock }) => Box;
  /** Creates a client that the sandbox accepts; the given options go last. */
  readonly client: (sandbox: Box, options: TestClientOptions & Partial<ClientOptions>) => Client;
  readonly integration: (dependencies: TestDependencies & Partial<Dependencies>, client: Client, sandbox: Box) => Integration;
}

/** What a test changes of a connector under test. */
export interface OpenOptions<ClientOptions, Dependencies> {
  /** @defaultValue what `client` of the parts gives */
  readonly client?: Partial<ClientOptions> | undefined;
  /** @defaultValue what `integration` of the parts gives */
  readonly integration?: Partial<Dependencies> | undefined;
  /** @defaultValue a virtual clock of its own */
  readonly clock?: VirtualClock | undefined;
}

/** A request that a client has sent. */
export interface SentRequest {
  readonly method: string;
  readonly url: URL;
  /** Method and path, such as `POST /v2/notes`. */
  readonly operation: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** The body as text; empty where there is none. */
  readonly text: string;
  /** The body as JSON; `undefined` where it is none. */
  readonly body: unknown;
  /** By the clock of the test. */
  readonly atMs: number;
}

/** @returns instead of the sandbox; `undefined`: the sandbox responds. */
export type Intercept = (request: Request) => Promise<Response | undefined> | Response | undefined;

/** A connector that is joined to a new sandbox over a virtual clock. */
export interface OpenedConnector<Box extends Sandbox, Client, Integration extends CrmIntegration, Dependencies extends object = object> {
  readonly clock: VirtualClock;
  readonly sandbox: Box;
  readonly client: Client;
  readonly integration: Integration;
  /** What the client has sent, in order. */
  readonly sent: readonly SentRequest[];
  /** Every line that client and integration have logged, as JSON. */
  readonly logged: readonly string[];
  /** Responds instead of the sandbox where it returns something. */
  intercept: Intercept;
  /** @returns a further integration of the same client. */
  integrate(dependencies: Partial<Dependencies>): Integration;
}

/** A connector that tests can open. */
export interface TestConnector<
  Box extends Sandbox,
  BoxOptions extends object,
  Client,
  ClientOptions extends object,
  Integration extends CrmIntegration,
  Dependencies extends object,
> {
  /** Joins the connector to a new sandbox. */
  open(
    sandboxOptions?: BoxOptions,
    options?: OpenOptions<ClientOptions, Dependencies>,
  ): OpenedConnector<Box, Client, Integration, Dependencies>;
}

/**
 * Says once how a connector is joined to its sandbox: unit tests, the contract suite and the tests of its client open it
 * with this.
 *
 * @example
 * ```ts
 * const acme = defineTestConnector({
 *   sandbox: (options) => createAcmeSandbox(options),
 *   client: (sandbox, options) => createAcmeClient({ token: sandbox.accessToken, ...options }),
 *   integration: (dependencies, client) => new AcmeIntegration({ ...dependencies, client }),
 * });
 * const { integration, sandbox, sent } = acme.open({ people: 3 });
 * ```
 */
export function defineTestConnector<
  Box extends Sandbox,
  BoxOptions extends object,
  Client,
  ClientOptions extends object,
  Integration extends CrmIntegration,
  Dependencies extends object,
>(
  parts: TestConnectorParts<Box, BoxOptions, Client, ClientOptions, Integration, Dependencies>,
): TestConnector<Box, BoxOptions, Client, ClientOptions, Integration, Dependencies> {
  return {
    open(sandboxOptions, options = {}) {
      const clock = options.clock ?? createVirtualClock();
      const sandbox = parts.sandbox({ clock, ...(sandboxOptions ?? ({} as BoxOptions)) });
      const [sent, logged]: [SentRequest[], string[]] = [[], []];
      const fetch: Fetch = async (request) => {
        sent.push(await toSent(request, clock.now()));
        return (await opened.intercept(request)) ?? sandbox.fetch(request);
      };
      const logger = createRecordingLogger(logged);
      const given: Partial<ClientOptions> = { ...options.client };
      const client = parts.client(sandbox, { fetch, clock, logger, ...given });
      const integrate = (further: Partial<Dependencies>): Integration =>
        parts.integration({ ...untouched(), clock, logger, ...further }, client, sandbox);
      const opened: OpenedConnector<Box, Client, Integration, Dependencies> = {
        clock,
        sandbox,
        client,
        integration: integrate({ ...options.integration }),
        sent,
        logged,
        intercept: () => undefined,
        integrate,
      };
      return opened;
    },
  };
}

/** The Quo side of an integration that tests of its CRM side never reach. */
function untouched(): BaseCRMIntegrationDependencies {
  const nothing = {} as never;
  // Nothing was synced before, so there is nothing to catch up with.
  const syncOrchestrator = { getLastSyncTime: async () => null } as never;
  return {
    integrationId: 'integration-1',
    userId: 'user-1',
    quoContacts: nothing,
    processManager: nothing,
    queueManager: nothing,
    syncOrchestrator,
  };
}

async function toSent(request: Request, atMs: number): Promise<SentRequest> {
  const text = await request.clone().text();
  const { method, headers } = request;
  const url = new URL(request.url);
  const operation = `${method} ${url.pathname}`;
  return { method, url, operation, query: url.searchParams, headers, text, body: parse(text), atMs };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
