import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock, JsonObject, MessageQueue } from '@frigg-crm/core';
import type { FriggApi, FriggIntegrationInstance, FriggRequest } from '../integration/frigg-host.ts';
import { createIntegrationBase, type BaseInstance, type FriggRow, type NamedModule } from './integration-base.ts';

interface Waiting {
  readonly body: string;
  readonly depth: number;
  readonly dueAtMs: number;
  readonly goneAtMs: number;
}

/** What was seen of the invocations of an app. */
export interface FriggStats {
  invocations: number;
  lost: number;
  /** Messages whose time in the queue was over before a worker received them. */
  expired: number;
  /** Messages that the worker discarded because of the status of their integration. */
  discarded: number;
  deepest: number;
  longestMs: number;
  /** What the invocations took, all in all. */
  billedMs: number;
  failed: string[];
  hydrated: string[];
}

export interface FriggAppOptions {
  readonly clock: Clock & { advance(ms: number): Promise<void>; runUntil<Result>(work: Promise<Result>): Promise<Result> };
  /** Makes the clients of the modules of an integration. */
  readonly modules: (row: FriggRow) => Readonly<Record<string, Omit<NamedModule, 'name'>>>;
  /** Every so manieth message is lost. @defaultValue none */
  readonly loseEvery?: number;
  /** How many invocations of the worker run at once. @defaultValue 1 */
  readonly concurrency?: number;
}

type Base = BaseInstance;
type AppClass = new (params?: object) => FriggIntegrationInstance;

const RETENTION_MS = 60_000;
const TIMEOUT_MS = 900_000;
const TURN_EVERY_MS = 60_000;
/** Another invocation may send something meanwhile. */
const LONGEST_SLEEP_MS = 1000;
const DROPPED_STATUSES = ['DISABLED', 'ERROR', 'IN_DELETION'];

/** A Frigg app: its tables, its queue with one receive and sixty seconds of retention, its worker and a schedule of every minute. */
export class FriggApp {
  readonly rows = new Map<number, FriggRow>();
  readonly stats: FriggStats = {
    invocations: 0,
    lost: 0,
    expired: 0,
    discarded: 0,
    deepest: 0,
    longestMs: 0,
    billedMs: 0,
    failed: [],
    hydrated: [],
  };
  readonly IntegrationBase = createIntegrationBase(this.rows);
  readonly queue: MessageQueue;
  readonly #options: FriggAppOptions;
  readonly #depth = new AsyncLocalStorage<number>();
  readonly #waiting: Waiting[] = [];
  readonly #classes: AppClass[] = [];
  readonly #place = new AsyncLocalStorage<number>();
  #turnAtMs: number;

  constructor(options: FriggAppOptions) {
    this.#options = options;
    this.#turnAtMs = options.clock.now() + TURN_EVERY_MS;
    this.queue = {
      limits: { maxMessageBytes: 1_048_576, maxDelaySeconds: 900 },
      send: async (messages) => {
        const nowMs = options.clock.now();
        for (const { body, delaySeconds = 0 } of messages) {
          const depth = (this.#depth.getStore() ?? 0) + 1;
          this.#waiting.push({ body, depth, dueAtMs: nowMs + delaySeconds * 1000, goneAtMs: nowMs + RETENTION_MS });
        }
      },
      consume: async () => {},
      close: async () => {},
    };
  }

  /** Each function has a copy of its own, as it is a process of its own. */
  use(...classes: readonly AppClass[]): void {
    this.#classes.push(...classes);
  }

  get #class(): AppClass | undefined {
    return this.#classes[this.#place.getStore() ?? 0];
  }

  /** What the worker and the schedule load: Frigg reads the id as a number. */
  hydrate = async (integrationId: string): Promise<Base | null> => {
    this.stats.hydrated.push(integrationId);
    const row = this.rows.get(Number.parseInt(integrationId, 10));
    const IntegrationClass = this.#class;
    if (row === undefined || IntegrationClass === undefined) return null;
    const { id, userId, config, status, externalIds } = row;
    const modules = Object.entries(this.#options.modules(row)).map(([name, module]) => ({ ...module, name }));
    const entities = externalIds.map((_externalId, index) => index + 1);
    const params = { id: String(id), userId: String(userId), config, status, entities, modules };
    const instance = new IntegrationClass(params) as Base;
    await instance.initialize();
    return instance;
  };

  /** As `POST /api/integrations` does. */
  async create(row: Omit<FriggRow, 'status'>): Promise<Base> {
    this.rows.set(row.id, { ...row, status: 'IN_CREATION' });
    return this.send(row.id, 'ON_CREATE', { integrationId: String(row.id) });
  }

  /** Loads an integration and sends it an event. */
  async send(id: number, event: string, call: object): Promise<Base> {
    const instance = await this.hydrate(String(id));
    if (instance === null) throw new Error(`no integration ${id}`);
    await this.#options.clock.runUntil(instance.send(event, call));
    return instance;
  }

  /** As the function of webhooks does: without a database. @returns the status of the response. */
  async receive(req: FriggRequest): Promise<number> {
    return (await this.respond(req)).status;
  }

  /** The same, with the body of the response. */
  async respond(req: FriggRequest): Promise<{ readonly status: number; readonly json: object }> {
    const instance = new (this.#class as AppClass)() as Base;
    let response = { status: 0, json: {} };
    const res = { status: (status: number) => ({ json: (json: object) => (response = { status, json }) }) };
    await instance.defaultEvents['WEBHOOK_RECEIVED']?.handler.call(instance, { req, res } as never);
    return response;
  }

  /** Lets time pass until something is so. */
  async until(isSo: () => Promise<boolean>, { maxMs = 48 * 3600_000 } = {}): Promise<void> {
    const { clock, concurrency = 1 } = this.#options;
    const endMs = clock.now() + maxMs;
    let isDone = false;
    const work = async (): Promise<void> => {
      while (!isDone && !(await isSo())) {
        if (clock.now() > endMs) throw new Error(`it does not happen: ${JSON.stringify(this.stats)}`);
        await this.#step();
      }
      isDone = true;
    };
    await clock.runUntil(Promise.all(Array.from({ length: concurrency }, async (_, place) => this.#place.run(place, work))));
  }

  /** Handles what is due, or waits a little. */
  async #step(): Promise<void> {
    const { clock } = this.#options;
    const next = this.#waiting.toSorted((a, b) => a.dueAtMs - b.dueAtMs)[0];
    const dueMs = next?.dueAtMs ?? Infinity;
    const leftMs = Math.min(dueMs, this.#turnAtMs) - clock.now();
    if (leftMs > 0) return clock.sleep(Math.min(leftMs, LONGEST_SLEEP_MS));
    if (next !== undefined && dueMs <= clock.now() && dueMs <= this.#turnAtMs) return this.#receive(next);
    this.#turnAtMs += TURN_EVERY_MS;
    return this.#invoke(JSON.stringify({ event: 'FRIGG_CRM_TURN', data: {} }), 1);
  }

  async #receive(message: Waiting): Promise<void> {
    const { clock, loseEvery = Infinity } = this.#options;
    this.#waiting.splice(this.#waiting.indexOf(message), 1);
    if (message.goneAtMs < clock.now()) return void (this.stats.expired += 1);
    this.stats.invocations += 1;
    if (this.stats.invocations % loseEvery === 0) return void (this.stats.lost += 1);
    return this.#invoke(message.body, message.depth);
  }

  async #invoke(body: string, depth: number): Promise<void> {
    const { clock } = this.#options;
    const startMs = clock.now();
    this.stats.deepest = Math.max(this.stats.deepest, depth);
    const context = { getRemainingTimeInMillis: () => TIMEOUT_MS - (clock.now() - startMs) };
    const work = this.#depth.run(depth, async () => this.#work(JSON.parse(body) as { event: string; data: JsonObject }, context));
    // A message is not received again: what fails lies in the dead-letter queue, which only logs.
    await work.catch((error: unknown) => this.stats.failed.push(String(error)));
    this.stats.longestMs = Math.max(this.stats.longestMs, clock.now() - startMs);
    this.stats.billedMs += clock.now() - startMs;
  }

  async #work({ event, data }: { readonly event: string; readonly data: JsonObject }, context: object): Promise<void> {
    if (data['processId'] !== undefined) throw new Error('the worker would load a process by this id');
    const { integrationId } = data;
    if (typeof integrationId !== 'string') {
      const dry = new (this.#class as AppClass)() as Base;
      await dry.initialize();
      return void (await dry.send(event, { data, context }));
    }
    const instance = await this.hydrate(integrationId);
    if (instance === null) return;
    if (DROPPED_STATUSES.includes(instance.status ?? '')) return void (this.stats.discarded += 1);
    await instance.send(event, { data, context });
  }
}

/** A client of a module whose token is refreshed by it. */
export class ModuleApi implements FriggApi {
  access_token: string;
  refresh_token = 'refresh-1';
  refreshes = 0;
  readonly #next: () => string;

  constructor(token: string, next: () => string = () => token) {
    this.access_token = token;
    this.#next = next;
  }

  async refreshAccessToken(): Promise<void> {
    this.refreshes += 1;
    this.access_token = this.#next();
  }
}
