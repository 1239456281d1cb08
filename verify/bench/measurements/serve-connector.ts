import { axiscareConnector } from '@frigg-crm/axiscare';
import { withFaults } from '@frigg-crm/http/sandbox';
import { serve } from '@frigg-crm/kit/programs';
import { scalingTestConnector } from '@frigg-crm/scaling-test';
import { answerParent } from '../test-support/child.ts';

/** What to serve. */
export interface ConnectorWish {
  readonly connector: string;
  readonly persons: number;
  /** Milliseconds before each response. */
  readonly latencyMs: number;
}

/** Where it is served. */
export interface ServedConnector {
  readonly url: string;
  readonly token: string;
}

/** More than any program sends. */
const UNLIMITED = 1_000_000;
const CONNECTORS = [axiscareConnector, scalingTestConnector];

/** Serves the sandbox of a connector without limits, in a program of its own, until the parent lets go. */
answerParent(async ({ connector: id, persons, latencyMs }: ConnectorWish): Promise<ServedConnector> => {
  const connector = CONNECTORS.find((each) => each.id === id);
  if (connector === undefined) throw new Error(`There is no connector ${id}`);
  const sandbox = await connector.openSandbox({ persons, withoutPhone: 0, requestsPerSecond: UNLIMITED });
  const server = await serve(withFaults(sandbox.fetch, { random: () => 1, latencyMs }));
  process.once('disconnect', () => void server.close());
  return { url: server.url, token: sandbox.token };
});
