import type { Fleet } from '../system/fleet.ts';
import type { IntegrationNode } from './integration-node.ts';
import type { IntegrationSystem } from './integration-system.ts';

/** Delivers webhooks as Quo and CRMs do: late, twice, in any order, and again until they are taken. */
export interface WebhookSender {
  /** Sends what has happened since, each at a time of its own. @param how - `together`: all within a moment. */
  sendNew(how?: 'together'): void;
  /** Deliveries that no machine has taken yet. */
  readonly open: number;
}

const MAX_LATE_MS = 60_000;
/** A sender with many connections needs no longer for all that it has to deliver. */
const MOMENT_MS = 20;
const AGAIN_MS = 20_000;
const TWICE = 0.2;
/** A sender gives a silent receiver up. */
const PATIENCE_MS = 30_000;

/** Makes the sender of both sides. */
export function createWebhookSender({ simulation, quo, pipedrive }: IntegrationSystem, fleet: Fleet<IntegrationNode>): WebhookSender {
  const chance = simulation.chance('webhooks');
  const sent = { quo: 0, crm: 0 };
  let open = 0;

  function send(name: string, toRequest: () => Request | undefined, latestMs: number): void {
    open += 1;
    const attempt = (): void => {
      const request = toRequest();
      const [node] = fleet.ready.length === 0 ? [] : [chance.pick(fleet.ready)];
      // Its subscription is gone: it is not delivered any more.
      if (request === undefined) return void (open -= 1);
      let isSettled = false;
      const settle = (isTaken: boolean): void => {
        if (isSettled) return;
        isSettled = true;
        silence.cancel();
        if (isTaken) open -= 1;
        else simulation.schedule(AGAIN_MS, `${name} is delivered again`, attempt);
      };
      const silence = simulation.schedule(PATIENCE_MS, `${name} gets no response`, () => settle(false));
      if (node === undefined) return settle(false);
      node.services.receive(request).then(
        // Refused for good: the integration is gone, or switched off.
        ({ status }) => node.machine.tell(() => settle(status < 500)),
        () => settle(false),
      );
    };
    simulation.schedule(chance.integer(0, latestMs), `${name} is delivered`, attempt);
  }

  function sendMaybeTwice(name: string, toRequest: () => Request | undefined, latestMs: number): void {
    send(name, toRequest, latestMs);
    if (chance.strikes(TWICE)) send(`${name} (copy)`, toRequest, latestMs);
  }

  return {
    sendNew(how) {
      const latestMs = how === 'together' ? MOMENT_MS : MAX_LATE_MS;
      for (const delivery of quo.webhooks.events().slice(sent.quo))
        sendMaybeTwice(`${delivery.eventId} ${delivery.type}`, () => delivery.toRequest(), latestMs);
      sent.quo = quo.webhooks.events().length;
      for (const body of pipedrive.webhooks.events().slice(sent.crm)) {
        const webhookId = Number(body.meta['webhook_id']);
        const exists = (): boolean => pipedrive.webhooks.all.some(({ id }) => id === webhookId);
        const toRequest = (): Request | undefined => (exists() ? pipedrive.webhooks.toRequest({ webhookId, body }) : undefined);
        sendMaybeTwice(`crm event ${String(body.meta['entity_id'])}`, toRequest, latestMs);
      }
      sent.crm = pipedrive.webhooks.events().length;
    },
    get open() {
      return open;
    },
  };
}
