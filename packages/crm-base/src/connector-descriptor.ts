import type { Logger, RateLimits } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import type * as z from 'zod';
import type { BaseCRMIntegrationDependencies } from './base-crm-integration.ts';
import type { CrmIntegration } from './connector/crm-integration.ts';

/**
 * Everything that a program which offers connectors has to know of one: how an account is described, how an integration
 * is created from it, and a sandbox to try it with. A connector exports one descriptor; a program keeps a list of them,
 * and its flags, help texts, demo and tests read that list.
 */
export interface ConnectorDescriptor {
  /** As users write it, and as `Definition.name` of the integration says it: lower case with hyphens. */
  readonly id: string;
  /** The name of the CRM as its vendor writes it. */
  readonly title: string;
  /** What an account consists of. */
  readonly account: ConnectorAccountHelp;
  /** Further settings of this connector, by the name under which `connect` receives them. @defaultValue none */
  readonly options?: Readonly<Record<string, ConnectorOption>> | undefined;
  /**
   * What owners can set for this connector: the `configSchema` of its integrations. A program that has no stored
   * integration gives the same as `settings`.
   * @defaultValue what all connectors have, and nothing of its own
   */
  readonly configSchema?: z.ZodObject | undefined;
  /**
   * Creates the client of an account.
   * @returns the constructor of the integration, to be called when an engine exists.
   * @throws {ConfigurationError} when the address, the token or an option cannot be used.
   */
  connect(account: ConnectorAccount, options: ConnectOptions): Promise<CreateIntegration> | CreateIntegration;
  /** Creates the CRM in memory, with example persons that are the same each time. */
  openSandbox(options: ConnectorSandboxOptions): Promise<ConnectorSandbox>;
}

/** How a person finds address and token of an account. Short texts for one line of help. */
export interface ConnectorAccountHelp {
  /** Which addresses are accepted, such as `https://<company>.pipedrive.com`. */
  readonly urlHelp: string;
  /** An address that would be accepted, for messages about one that is not. */
  readonly exampleUrl: string;
  readonly tokenHelp: string;
  /** @returns whether an address names a CRM inside the program itself: it needs no token and need not be an http(s) URL. @defaultValue never */
  readonly isBuiltIn?: ((url: string) => boolean) | undefined;
}

/** One further setting of a connector: a text. */
export interface ConnectorOption {
  /** As a command line spells it, such as `--default-country <code>`. */
  readonly flags: string;
  /** The environment variable with the same meaning, such as `FRIGG_CRM_DEFAULT_COUNTRY`. */
  readonly variable: string;
  /** One line of help, with the default. */
  readonly description: string;
  /** @returns why a value cannot be used, such as `must be two letters`, without quoting it; `undefined` when it can. @defaultValue every value can */
  readonly problemOf?: ((value: string) => string | undefined) | undefined;
}

/** An account of a CRM. */
export interface ConnectorAccount {
  readonly url: string;
  /** `undefined` for a CRM that needs none. */
  readonly token?: string | undefined;
  /** Names the account where programs share its allowance. */
  readonly name?: string | undefined;
  /** @defaultValue the allowance that the connector documents */
  readonly requestsPerSecond?: number | undefined;
  /** Values of {@link ConnectorDescriptor.options}. @defaultValue none */
  readonly options?: Readonly<Record<string, string | undefined>> | undefined;
}

/** What surrounds the client of an account. */
export interface ConnectOptions {
  readonly logger: Logger;
  /** Milliseconds before the second, third … attempt of a request. @defaultValue the client's */
  readonly retryDelaysMs?: readonly number[] | undefined;
  /** Shares the allowance of the account with other programs. @defaultValue this program has the allowance to itself */
  readonly rateLimits?: RateLimits | undefined;
}

/** Creates the integration of a connected account. */
export type CreateIntegration = (dependencies: BaseCRMIntegrationDependencies) => CrmIntegration;

/** What a sandbox starts with. Shares are numbers from 0 to 1. */
export interface ConnectorSandboxOptions {
  /** How many persons the CRM holds. */
  readonly persons: number;
  /** Share of persons without a phone number. @defaultValue 0 */
  readonly withoutPhone?: number | undefined;
  /** Share of persons that Quo is to refuse: {@link ConnectorSandbox.isRefused} names them. @defaultValue 0 */
  readonly refused?: number | undefined;
  /** More are answered 429. @defaultValue unlimited */
  readonly requestsPerSecond?: number | undefined;
  /** Shares of requests that fail. @defaultValue none */
  readonly faults?: { readonly rateLimited: number; readonly retryAfterSeconds: number; readonly unavailable: number } | undefined;
}

/** A CRM in memory. */
export interface ConnectorSandbox {
  /** Serves it; the host of a request does not matter. */
  readonly fetch: Fetch;
  /** A token that is accepted. */
  readonly token: string;
  /** @returns whether Quo is to refuse the contact of this person. */
  readonly isRefused: (externalId: string | null) => boolean;
  /** @returns which page of all persons a request lists, `first` for the first one; `undefined` for every other request. Tests count and break pages by it. A body is read from a clone. */
  readonly listedPage: (request: Request) => Promise<string | undefined> | string | undefined;
}
