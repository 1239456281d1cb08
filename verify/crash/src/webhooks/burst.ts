import { createSeededRandom } from '@frigg-crm/core/adapter';
import type { SandboxDelivery } from '@frigg-crm/quo/sandbox';
import type { Sides } from './test-support/open-sides.ts';
import type { WebhookSystem } from './test-support/webhook-system.ts';

const EVENTS = 2000;
/** Every fourth event reports the recording of a call of before, every other one of a text. */
const CYCLE = ['call', 'text', 'recording', 'text'] as const;
/** Of ten events one is sent twice. */
const SENT_TWICE = 10;
const LANES = 50;

/** Has people call and write. @returns the events that Quo has to send, in no particular order; some of them twice. */
export function makeEvents({ quo, contacts }: Pick<Sides, 'quo' | 'contacts'>): readonly SandboxDelivery[] {
  let call = '';
  for (let index = 0; index < EVENTS; index += 1) {
    const other = contacts[index % contacts.length];
    const kind = CYCLE[index % CYCLE.length];
    if (kind === 'call') call = quo.phone.call({ with: other, direction: index % 3 === 0 ? 'outgoing' : 'incoming' });
    else if (kind === 'recording') quo.phone.addRecording(call);
    else quo.phone.text({ with: other, text: 'See you at five 🎈' });
  }
  const events = quo.webhooks.events();
  return shuffle([...events, ...events.filter((_, index) => index % SENT_TWICE === 0)]);
}

function shuffle<Item>(items: readonly Item[]): readonly Item[] {
  const random = createSeededRandom(1);
  return items
    .map((item) => ({ item, rank: random() }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}

/** Sends events as Quo does: many at once, and again what got no response. */
export class Sender {
  readonly #system: Pick<WebhookSystem, 'deliver'>;
  readonly #taken = new Set<string>();

  constructor(system: Pick<WebhookSystem, 'deliver'>) {
    this.#system = system;
  }

  /** Ids of events that got 200: Quo does not send them again by itself. */
  get taken(): ReadonlySet<string> {
    return this.#taken;
  }

  /** Sends each once. Resolves when all were sent, or no app is left to respond. */
  async send(events: readonly SandboxDelivery[]): Promise<void> {
    const open = [...events];
    const lane = async (): Promise<void> => {
      for (let next = open.shift(); next !== undefined; next = open.shift()) {
        const status = await this.#system.deliver(next);
        if (status === 200) this.#taken.add(next.eventId);
        // No app listens any more: the rest waits for the next one.
        if (status === undefined) open.length = 0;
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }
}
