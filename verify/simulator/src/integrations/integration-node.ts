import { createIntegrationServices, createSyncEngine, type CrmIntegration, type IntegrationServices } from '@frigg-crm/crm-base';
import { PipedriveIntegration, createPipedriveClient } from '@frigg-crm/pipedrive';
import { createQuoClient } from '@frigg-crm/quo';
import { SimulatedMachine, createSimulatedFetch, wrapPort } from '@frigg-crm/testing';
import type { BootOptions, FleetNode } from '../system/fleet.ts';
import { INTEGRATION_ID, type IntegrationSystem } from './integration-system.ts';

/** A machine with an app on it: it receives webhooks and works on what they name. */
export interface IntegrationNode extends FleetNode {
  readonly services: IntegrationServices;
  readonly integrations: ReadonlyMap<string, CrmIntegration>;
}

/** Seldom: each round costs events. */
const INTERVAL_MS = 60_000;
const APP_URL = 'https://app.example.test';

/** Starts an app on a new machine. */
export function bootIntegrationNode(system: IntegrationSystem, { name, onCrash }: BootOptions): IntegrationNode {
  const { simulation, backend } = system;
  const end = (): void => {
    backend.endProgram(machine);
    onCrash();
  };
  const machine = new SimulatedMachine({ simulation, name, clockError: backend.clockError, onCrash: end });
  const { clock } = machine;
  const random = simulation.chance('jitter').next;
  let ids = 0;
  const engine = createSyncEngine({
    store: backend.startProgram(machine),
    queues: { fetch: backend.queues.fetch.connect(machine), work: backend.queues.work.connect(machine) },
    watchdog: { intervalMs: INTERVAL_MS, presenceTtlMs: 0 },
    clock,
    random,
    ids: { next: () => `${name}-${(ids += 1)}` },
  });
  const reach = (api: string, server: (request: Request) => Promise<Response>) =>
    createSimulatedFetch({ simulation, machine, name: api, server });
  /** With the credentials of this moment, as an app that reads its vault. */
  const load = (): CrmIntegration => {
    const { crm, quo } = system.connected;
    const quoClient = createQuoClient({ apiKey: 'key-1', fetch: reach('quo', quo.fetch), clock, random });
    const client = createPipedriveClient({ apiDomain: crm.apiDomain, token: crm.accessToken, fetch: reach('crm', crm.fetch), clock });
    return new PipedriveIntegration({
      ...engine,
      integrationId: INTEGRATION_ID,
      userId: 'u1',
      quoContacts: quoClient.contacts,
      quo: quoClient,
      client,
      callActivityDestination: 'contact',
      clock,
    });
  };
  const services = createIntegrationServices({
    engine,
    vault: wrapPort(system.vault, { machine, name: 'vault', reads: /^read/ }),
    loadIntegration: async () => load(),
    webhookUrls: {
      quo: (id) => `${APP_URL}/webhooks/quo/${id}`,
      crm: (connector, id) => `${APP_URL}/webhooks/crm/${connector}/${id}`,
    },
    basePath: '/webhooks',
  });
  const stop = new AbortController();
  Promise.all([
    engine.runWorkers({ ...services, concurrency: 4, fetchConcurrency: 1, signal: stop.signal }),
    services.runMaintenance({ intervalMs: INTERVAL_MS, signal: stop.signal }),
  ]).then(
    () => backend.endProgram(machine),
    (error: unknown) => simulation.fail('workers never give up by themselves', String(error)),
  );
  return {
    machine,
    services,
    integrations: new Map([[INTEGRATION_ID, load()]]),
    stop: () => stop.abort(new Error('the machine is stopped')),
  };
}
