import type { CallOptions, JsonObject } from '@frigg-crm/core';

/** A row of Frigg's credentials, as it is stored: fields of `data` may be encrypted. */
export interface FriggCredentialRow {
  readonly id: string;
  /** `false`: the other side has refused it. */
  readonly authIsValid: boolean;
  readonly data: JsonObject;
}

/** A row of Frigg's entities: one connected account. */
export interface FriggEntityRow {
  readonly moduleName: string;
  readonly externalId: string | null;
  readonly credential: FriggCredentialRow | undefined;
}

/** A row of Frigg's integrations, with its accounts. */
export interface FriggIntegrationRow {
  readonly id: string;
  /** Empty: it has no owner. */
  readonly userId: string;
  readonly status: string;
  readonly config: JsonObject;
  readonly entities: readonly FriggEntityRow[];
  /** By Frigg's name of the object type: when the newest sync began that has written all persons without a failure. */
  readonly syncedAt: Readonly<Record<string, string>>;
}

/** A row of Frigg's mappings, as it is stored: `mapping` may be encrypted. */
export interface FriggMappingRow {
  readonly sourceId: string;
  readonly mapping: unknown;
}

/** Reads Frigg's database. Nothing is ever written to it. */
export interface FriggSource {
  /** @returns all integrations, in the order of their ids. */
  integrations(options?: CallOptions): AsyncIterable<FriggIntegrationRow>;
  /** @returns the mappings of one integration, in an order that stays the same. May be called again. */
  mappings(integrationId: string, options?: CallOptions): AsyncIterable<FriggMappingRow>;
}

/** A source with connections of its own. */
export interface OpenFriggSource extends FriggSource {
  /** May be called twice. */
  close(): Promise<void>;
}
