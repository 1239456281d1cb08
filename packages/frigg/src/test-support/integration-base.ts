import type { JsonObject } from '@frigg-crm/core';
import type { FriggEvent, FriggIntegrationInstance, FriggModule } from '../integration/frigg-host.ts';

/** A row of Frigg's table of integrations. */
export interface FriggRow {
  readonly id: number;
  readonly userId: number;
  status: string;
  config: JsonObject;
  readonly externalIds: readonly string[];
  /** What Frigg shows to owners. */
  readonly errors?: string[];
}

/** A module as Frigg hands it to an instance. */
export interface NamedModule extends FriggModule {
  readonly name: string;
  testAuth?(): Promise<unknown>;
}

/** What Frigg makes an instance of. */
export interface InstanceParams extends Partial<Pick<FriggIntegrationInstance, 'id' | 'userId' | 'status' | 'config'>> {
  readonly modules?: readonly NamedModule[];
}

/** An instance of the double. */
export interface BaseInstance extends FriggIntegrationInstance {
  readonly defaultEvents: Record<string, FriggEvent>;
  initialize(): Promise<void>;
  send(event: string, call: object): Promise<unknown>;
  testAuth(): Promise<boolean>;
  reconcileAuthStatus(isPassed: boolean): Promise<void>;
  persistStatus(status: string): Promise<void>;
  patchConfig(patch: JsonObject): Promise<JsonObject>;
}

/** The double of `IntegrationBase`. */
export interface IntegrationBaseClass {
  readonly prototype: BaseInstance;
  new (params?: InstanceParams): BaseInstance;
}

const EVENTS = {
  ON_CREATE: 'onCreate',
  ON_UPDATE: 'onUpdate',
  ON_DELETE: 'onDelete',
  GET_CONFIG_OPTIONS: 'getConfigOptions',
  REFRESH_CONFIG_OPTIONS: 'refreshConfigOptions',
  GET_USER_ACTIONS: 'loadUserActions',
  GET_USER_ACTION_OPTIONS: 'getActionOptions',
  REFRESH_USER_ACTION_OPTIONS: 'refreshActionOptions',
  WEBHOOK_RECEIVED: 'onWebhookReceived',
} as const;

/** `IntegrationBase` of Frigg, as far as an app relies on it: what it makes of its arguments, events, and its row. */
export function createIntegrationBase(rows: ReadonlyMap<number, FriggRow>): IntegrationBaseClass {
  const rowOf = (id: string | number | undefined): FriggRow | undefined => rows.get(Number(id));
  return class IntegrationBase implements BaseInstance {
    id: string | number | undefined;
    userId: string | number | undefined;
    config: JsonObject = {};
    status: string | undefined;
    modules: Record<string, NamedModule> = {};
    events: Record<string, FriggEvent> = {};
    on: Record<string, FriggEvent> = {};
    /** The methods as they are when it is made: what a class declares as a field is missed. */
    readonly defaultEvents: Record<string, FriggEvent>;

    constructor({ modules = [], ...record }: InstanceParams = {}) {
      Object.assign(this, record);
      for (const module of modules) this.modules[module.name] = Object.assign(module, { delegate: this });
      const own = this as unknown as Record<string, FriggEvent['handler']>;
      const events = Object.entries(EVENTS).flatMap(([name, method]) => {
        const handler = own[method];
        return handler === undefined ? [] : [[name, { type: 'LIFE_CYCLE_EVENT', handler }] as const];
      });
      this.defaultEvents = Object.fromEntries(events);
    }

    async initialize(): Promise<void> {
      this.on = { ...this.defaultEvents, ...this.events };
    }

    async send(event: string, call: object): Promise<unknown> {
      const found = this.on[event];
      if (found === undefined) throw new Error(`Event ${event} is not defined in the Integration event object`);
      return found.handler.call(this, call as never);
    }

    async testAuth(): Promise<boolean> {
      const results = await Promise.all(
        Object.values(this.modules).map(async (module) => {
          const passed = await Promise.resolve(module.testAuth?.()).catch(() => false);
          if (!passed) rowOf(this.id)?.errors?.push(`There was an error with your ${module.name} Entity.`);
          return Boolean(passed);
        }),
      );
      return results.every(Boolean);
    }

    async reconcileAuthStatus(isPassed: boolean): Promise<void> {
      if (!isPassed) await this.persistStatus('ERROR');
      else if (this.status === 'ERROR') await this.persistStatus('ENABLED');
    }

    async persistStatus(status: string): Promise<void> {
      this.status = status;
      Object.assign(rowOf(this.id) ?? {}, { status });
    }

    async patchConfig(patch: JsonObject): Promise<JsonObject> {
      this.config = { ...rowOf(this.id)?.config, ...patch };
      Object.assign(rowOf(this.id) ?? {}, { config: this.config });
      return this.config;
    }
  };
}
