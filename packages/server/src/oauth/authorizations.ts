import {
  changeStoredIntegration,
  FriggCrmError,
  type CallOptions,
  type Clock,
  type DocumentStore,
  type Integration,
} from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { beginAuthorization, completeAuthorization, readStoredTokens } from '@frigg-crm/oauth';
import * as z from 'zod';
import { hashSecret } from '../access/secret-token.ts';
import type { Backend } from '../backend.ts';
import { ProblemError } from '../http/problem-error.ts';
import { SERVER_SCOPE } from '../http/server-scope.ts';
import type { OAuthConnection, OAuthConnections } from './oauth-connection.ts';

/** The collection of authorizations that are under way, and of how the last one of each integration ended. */
const AUTHORIZATIONS = 'authorizations';
/** Under this id an integration has the end of its last authorization. */
const LAST = 'last';
/** As long as a state is valid, in milliseconds. */
const TTL_MS = 600_000;

const pendingSchema = z.object({
  integrationId: z.string(),
  caller: z.string(),
  userId: z.string().nullable(),
  returnTo: z.string().nullable(),
});
const outcomeSchema = z.object({ code: z.string(), at: z.string() });

/** Who began an authorization, and what for. */
export interface BegunAuthorization {
  readonly integration: Integration;
  /** What has to be presented to complete it: a secret of one browser, or one caller of the API. */
  readonly boundTo: string;
  /** Goes into the audit log with its completion. */
  readonly caller: { readonly id: string; readonly userId?: string | undefined };
  readonly redirectUri: string;
  /** Where the browser goes on afterwards, a path of the server. */
  readonly returnTo: string | undefined;
}

/** What is known of an authorization that is under way. */
export type PendingAuthorization = z.output<typeof pendingSchema>;

/** Connects accounts by consent: at whichever process the browser comes back, and however it was closed in the meantime. */
export class Authorizations {
  readonly #backend: Backend;
  readonly #connections: OAuthConnections;
  readonly #documents: DocumentStore;
  readonly #clock: Clock;

  constructor(
    backend: Backend,
    { connections = {}, clock }: { readonly connections: OAuthConnections | undefined; readonly clock: Clock },
  ) {
    this.#backend = backend;
    this.#connections = connections;
    this.#documents = backend.engine.store.documents;
    this.#clock = clock;
  }

  /** @returns whether accounts of this connector can be connected by consent. */
  has(connector: string): boolean {
    return Object.hasOwn(this.#connections, connector);
  }

  /** @returns the URL to send the browser to. @throws {ProblemError} `CONFLICT` when the server has no app for the CRM. */
  async begin(
    { integration, boundTo, caller, redirectUri, returnTo }: BegunAuthorization,
    options: CallOptions,
  ): Promise<{ readonly url: string; readonly expiresAt: string }> {
    const { provider } = this.#connectionOf(integration);
    if (integration.status === 'IN_DELETION') throw new ProblemError('CONFLICT', 'The integration is being deleted');
    const { url } = await beginAuthorization({
      provider,
      vault: this.#backend.vault,
      integrationId: integration.id,
      userId: boundTo,
      redirectUri,
      clock: this.#clock,
    });
    const expiresAt = toIso(this.#clock.now() + TTL_MS);
    const value = {
      integrationId: integration.id,
      caller: caller.id,
      userId: caller.userId ?? null,
      returnTo: returnTo ?? null,
    } satisfies PendingAuthorization;
    const id = hashSecret(stateOf(url));
    const key = { collection: AUTHORIZATIONS, integrationId: SERVER_SCOPE, id };
    await this.#documents.insert([{ ...key, value, tags: [], dueAt: null, expiresAt, version: 0 }], options);
    return { url, expiresAt };
  }

  /** @returns which authorization a callback belongs to; `undefined`: to none that began here within the last ten minutes. */
  async find(callbackUrl: string, options: CallOptions): Promise<PendingAuthorization | undefined> {
    const key = { collection: AUTHORIZATIONS, integrationId: SERVER_SCOPE, id: hashSecret(stateOf(callbackUrl)) };
    const found = await this.#documents.find(key, options);
    return found === undefined || (found.expiresAt ?? '') < toIso(this.#clock.now()) ? undefined : pendingSchema.parse(found.value);
  }

  /**
   * Exchanges the code of a callback, keeps the tokens, and has the integration checked.
   * @throws {OAuthCallbackError} saying why the account is not connected.
   */
  async complete(
    { integration, callbackUrl, boundTo }: { readonly integration: Integration; readonly callbackUrl: string; readonly boundTo: string },
    options: CallOptions,
  ): Promise<void> {
    const { provider, complete, lookupKeysOf } = this.#connectionOf(integration);
    const { vault, services } = this.#backend;
    try {
      const request = { vault, callbackUrl, userId: boundTo, clock: this.#clock };
      await (complete === undefined ? completeAuthorization({ ...request, provider }) : complete(request));
      const keys = (await lookupKeysOf?.({ integration, vault })) ?? [];
      if (keys.length > 0) await this.#addLookupKeys(integration.id, keys, options);
    } catch (error) {
      await this.#keepOutcome(integration.id, FriggCrmError.is(error) ? error.code : 'INTERNAL', options);
      throw error;
    }
    await this.#keepOutcome(integration.id, 'CONNECTED', options);
    await services.lifecycle.recheck(integration.id, options);
  }

  /** @returns whether an account is connected by consent, whether that has to be repeated, and how the last attempt ended. */
  async describe(
    { id }: Integration,
    options: CallOptions,
  ): Promise<{
    readonly isConnected: boolean;
    readonly needsReauthorization: boolean;
    readonly last: z.output<typeof outcomeSchema> | undefined;
  }> {
    const stored = await readStoredTokens({ vault: this.#backend.vault, integrationId: id }, options);
    const last = await this.#documents.find({ collection: AUTHORIZATIONS, integrationId: id, id: LAST }, options);
    return {
      isConnected: stored !== undefined,
      needsReauthorization: stored?.tokens.reauthorize ?? false,
      last: outcomeSchema.safeParse(last?.value).data,
    };
  }

  #connectionOf({ connector }: Integration): OAuthConnection {
    const connection = this.has(connector) ? this.#connections[connector] : undefined;
    if (connection === undefined)
      throw new ProblemError('CONFLICT', `This server has no app of ${connector}: connect the account with a token`);
    return connection;
  }

  async #addLookupKeys(id: string, keys: readonly string[], options: CallOptions): Promise<void> {
    const { integrations } = this.#backend.services;
    await changeStoredIntegration(
      { integrations, clock: this.#clock },
      id,
      (record) => ({ ...record, lookupKeys: [...new Set([...record.lookupKeys, ...keys])] }),
      options,
    );
  }

  /** For a caller that closed the tab. Of two attempts at once either may count as the last. */
  async #keepOutcome(integrationId: string, code: string, options: CallOptions): Promise<void> {
    const key = { collection: AUTHORIZATIONS, integrationId, id: LAST };
    const value = { code, at: toIso(this.#clock.now()) };
    const inserted = await this.#documents.insert([{ ...key, value, tags: [], dueAt: null, expiresAt: null, version: 0 }], options);
    if (inserted.length > 0) return;
    const stored = await this.#documents.find(key, options);
    if (stored !== undefined) await this.#documents.save({ ...stored, value }, options).catch(() => undefined);
  }
}

function stateOf(url: string): string {
  return URL.canParse(url, 'https://callback.invalid') ? (new URL(url, 'https://callback.invalid').searchParams.get('state') ?? '') : '';
}
