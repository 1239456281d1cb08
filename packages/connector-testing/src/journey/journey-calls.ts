import type { Clock } from '@frigg-crm/core';
import type { QuoSandbox, SandboxDelivery } from '@frigg-crm/quo/sandbox';
import { expect } from 'vitest';

/** Calls and texts of Quo's sandbox, whose events a test delivers itself: in any order, and more than once. */
export class JourneyCalls {
  readonly #quo: QuoSandbox;
  readonly #clock: Clock;

  constructor({ quo, clock }: { readonly quo: QuoSandbox; readonly clock: Clock }) {
    this.#quo = quo;
    this.#clock = clock;
  }

  /** @returns the events of a call or a text. */
  eventsOf(id: string): readonly SandboxDelivery[] {
    return this.#quo.webhooks.events().filter(({ body }) => body.includes(`"${id}"`));
  }

  /** Sends an event to the app as Quo does: again after a failure. @returns the status. */
  async deliver(delivery: SandboxDelivery | undefined): Promise<number> {
    if (delivery === undefined) throw new Error('there is no such event');
    for (let attempt = 1; ; attempt += 1) {
      const { status } = await fetch(delivery.toRequest());
      if (status !== 503 || attempt === 3) return status;
    }
  }

  /** An answered call for each order in which call, recording and summary can be delivered; each is, twice. @returns their ids. */
  async answerInEachOrder(phone: string): Promise<readonly string[]> {
    const start = (): string => {
      const id = this.#quo.phone.call({ with: phone });
      this.#quo.phone.addRecording(id);
      this.#quo.phone.addSummary(id, { summary: ['Asked for prices'] });
      return id;
    };
    return this.#inEachOrder(['call.completed', 'call.recording.completed', 'call.summary.completed'], start, async (id, type) =>
      this.#deliverOf(id, type),
    );
  }

  /** A missed call for each order in which call, summary and voicemail, of which no event comes, can be there. @returns their ids. */
  async missInEachOrder(phone: string): Promise<readonly string[]> {
    const start = (): string => {
      const id = this.#quo.phone.call({ with: phone, status: 'no-answer' });
      this.#quo.phone.addSummary(id, { summary: ['Asked for prices'] });
      return id;
    };
    return this.#inEachOrder(['call.completed', 'call.summary.completed', 'voicemail'], start, async (id, step) => {
      if (step !== 'voicemail') return this.#deliverOf(id, step);
      this.#quo.phone.addVoicemail(id, { transcript: 'Call me back' });
      return 200;
    });
  }

  /** A text, whose event is delivered three times. @returns its id. */
  async text(phone: string, text: string): Promise<string> {
    const id = this.#quo.phone.text({ with: phone, text });
    const [event] = this.eventsOf(id);
    for (const _time of [1, 2, 3]) expect(await this.deliver(event)).toBe(200);
    return id;
  }

  /** Expects that the app refuses events of Quo which are forged, old, cut off or too large. */
  async expectForgeriesRefused(phone: string): Promise<void> {
    const [event] = this.eventsOf(this.#quo.phone.call({ with: phone }));
    if (event === undefined) throw new Error('there is no such event');
    const headers = Object.fromEntries(event.toRequest().headers);
    const post = async (body: string, changes: Readonly<Record<string, string>> = {}): Promise<number> =>
      (await fetch(event.url, { method: 'POST', headers: { ...headers, ...changes }, body })).status;
    const { body } = event;
    expect(await post(`${body} `)).toBe(401);
    expect(await post(body, { 'openphone-signature': 'hmac;1;abc' })).toBe(401);
    expect(await post(body.slice(0, 50))).toBe(401);
    expect(await post(`${body}${' '.repeat(262_144)}`)).toBe(413);
    expect((await fetch(event.toRequest({ atMs: this.#clock.now() - 3_600_000 }))).status).toBe(401);
  }

  async #deliverOf(id: string, type: string): Promise<number> {
    return this.deliver(this.eventsOf(id).find((event) => event.type === type));
  }

  /** Takes the steps of each call in its own order, twice; the calls go on side by side. */
  async #inEachOrder(
    steps: readonly string[],
    start: () => string,
    take: (callId: string, step: string) => Promise<number>,
  ): Promise<readonly string[]> {
    const walks = permutations(steps).map((order) => ({ id: start(), order }));
    await Promise.all(
      walks.map(async ({ id, order }) => {
        for (const step of [...order, ...order]) expect(await take(id, step)).toBe(200);
      }),
    );
    return walks.map(({ id }) => id);
  }
}

/** @returns a text without the ids of Quo, so that two calls can be compared. */
export function withoutQuoIds(text: string): string {
  return text.replaceAll(/(?:AC|CR|CN|VM)\d+/g, 'ID');
}

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
