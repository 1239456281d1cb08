import type { CrmIntegration } from '@frigg-crm/crm-base';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import type { VirtualClock } from '@frigg-crm/testing';
import type { OpenedConnector, Sandbox } from '../test-connector.ts';
import type { SuiteArea } from './suite-area.ts';
import type { CrmControl, CrmSetup, WebhookMethods } from './suite-options.ts';

/** One demand of the suite. */
export interface SuiteCase extends ContractCase {
  readonly area: SuiteArea;
}

/** @returns the demands with what they are about. */
export function inArea(area: SuiteArea, cases: readonly ContractCase[]): readonly SuiteCase[] {
  return cases.map((each) => ({ area, ...each }));
}

/** A connector that is joined to a new sandbox, with the hands of its users. */
export interface World {
  readonly clock: VirtualClock;
  readonly integration: CrmIntegration;
  readonly crm: CrmControl;
  readonly opened: OpenedConnector<Sandbox, unknown, CrmIntegration>;
  /** The integration, with what a person does by hand. */
  readonly webhookMethods: WebhookMethods;
  /** @returns the page of all persons that a request lists; `undefined` for every other request. */
  readonly listedPage: (request: Request) => Promise<string | undefined> | string | undefined;
}

/** What a case changes of the world. */
export interface WorldOptions extends Partial<CrmSetup> {
  /** Options of the client. */
  readonly client?: Readonly<Record<string, unknown>> | undefined;
  /** @defaultValue a clock of its own */
  readonly clock?: VirtualClock | undefined;
}

/** Makes worlds, each with its own sandbox. */
export type MakeWorld = (options?: WorldOptions) => Promise<World>;

/** Runs a case in a new world while its virtual time passes. */
export type InWorld = (options: WorldOptions, use: (world: World) => Promise<void>) => () => Promise<void>;

/** @returns what runs a case in a new world while its virtual time passes. */
export function inWorldOf(make: MakeWorld): InWorld {
  return (options, use) => async () => {
    const world = await make(options);
    await world.clock.runUntil(use(world));
  };
}

/**
 * Lets virtual time pass for work that does not move the clock itself.
 * @returns what ends it.
 */
export function letTimePass(clock: VirtualClock): () => Promise<void> {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const running = clock.runUntil(ended);
  return async () => {
    end();
    await running;
  };
}

/** @returns what a case needs and has. @throws {TypeError} when it is absent. */
export function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new TypeError('the suite was not given what this demand needs');
  return value;
}
