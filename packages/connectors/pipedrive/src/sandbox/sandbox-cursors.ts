import type { Clock } from '@frigg-crm/core';
import * as z from 'zod';
import type { Position } from './person-store.ts';

const contentSchema = z.object({
  after: z.object({ value: z.string(), id: z.number() }),
  query: z.string(),
  madeAtMs: z.number(),
  epoch: z.number(),
});

/** Makes and reads the opaque cursors of a sandbox; each is good for the query it came from. */
export class SandboxCursors {
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  #epoch = 0;

  constructor({ clock, lifetimeMs }: { readonly clock: Clock; readonly lifetimeMs: number }) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  /** Lets every cursor that is under way expire. */
  expire(): void {
    this.#epoch += 1;
  }

  write(after: Position, query: URLSearchParams): string {
    const content = { after, query: canonical(query), madeAtMs: this.#clock.now(), epoch: this.#epoch };
    return Buffer.from(JSON.stringify(content)).toString('base64url');
  }

  /** @returns where to go on, or `undefined` for a cursor that is forged, expired or of another query. */
  read(cursor: string, query: URLSearchParams): Position | undefined {
    const { data } = contentSchema.safeParse(parse(Buffer.from(cursor, 'base64url').toString()));
    if (data === undefined || data.epoch !== this.#epoch || data.query !== canonical(query)) return undefined;
    return this.#clock.now() > data.madeAtMs + this.#lifetimeMs ? undefined : data.after;
  }
}

function canonical(query: URLSearchParams): string {
  const rest = new URLSearchParams(query);
  rest.delete('cursor');
  rest.sort();
  return rest.toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
