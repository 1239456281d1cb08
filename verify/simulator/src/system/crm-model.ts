import type { RateLimits } from '@frigg-crm/core';
import type { BaseCRMIntegrationDependencies, CrmIntegration } from '@frigg-crm/crm-base';
import type { RequestHandler, SimulatedMachine } from '@frigg-crm/testing';

/** What Quo must hold of a person. */
export interface ExpectedContact {
  readonly firstName: string;
  readonly phone: string;
}

/** A change in a CRM. */
export interface CrmChange {
  readonly kind: 'add' | 'edit' | 'delete';
  readonly externalId: string;
}

/** A CRM of the simulation: its server, and what a test knows of it beyond that. */
export interface CrmModel {
  /** How many records a full list holds. */
  readonly listed: number;
  /** Those with a phone number who are not deleted, by their id. */
  expected(): ReadonlyMap<string, ExpectedContact>;
  /** Ids of those who were deleted, and when, in epoch milliseconds of the true time. */
  readonly deleted: ReadonlyMap<string, number>;
  /** @returns the ids on a page of the full list, as it is now; an odd one as it is known here. */
  page(index: number, size: number): readonly string[];
  /** A user changes a record. @param dice - A number from 0 to 1. */
  change(dice: number): CrmChange;
  /** The access token of now is refused from now on. */
  expireToken(): void;
  /** Makes the connector of one machine. */
  connect(options: ConnectOptions): CrmIntegration;
}

/** What a connector is made of. */
export interface ConnectOptions {
  readonly machine: SimulatedMachine;
  readonly random: () => number;
  readonly rateLimits: RateLimits | undefined;
  /** Puts the machine's network in front of the CRM. */
  readonly reach: (server: RequestHandler) => RequestHandler;
  readonly dependencies: BaseCRMIntegrationDependencies;
}

/** @returns a phone number of one person only. */
export function phoneOf(index: number): string {
  return `+1415555${String(index).padStart(4, '0')}`;
}

/** @returns what a person is called in that version. */
export function nameOf(index: number, revision: number): string {
  return `Ana${index} v${revision}`;
}

/** Every tenth person cannot be called. */
export function hasPhone(index: number): boolean {
  return index % 10 !== 7;
}
