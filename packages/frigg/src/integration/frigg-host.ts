import type { JsonObject } from '@frigg-crm/core';

/** The client of a module of Frigg, as far as it is used. */
export interface FriggApi {
  readonly access_token?: string | null | undefined;
  readonly refresh_token?: string | null | undefined;
  readonly api_key?: string | null | undefined;
  /** What the key is called in older apps. */
  readonly API_KEY_VALUE?: string | null | undefined;
  /** When the access token ends. */
  readonly accessTokenExpire?: Date | string | number | null | undefined;
  refreshAccessToken?(tokens: { readonly refresh_token: string | null | undefined }): Promise<unknown>;
}

/** A row of Frigg's entities, as far as it is used. */
export interface FriggEntity {
  readonly externalId?: string | number | null | undefined;
}

/** A module of an integration of Frigg: one connected account. */
export interface FriggModule {
  readonly api?: FriggApi | undefined;
  readonly entity?: FriggEntity | null | undefined;
}

/** What an event of Frigg is answered with. */
export interface FriggEvent {
  readonly type?: string | undefined;
  readonly userActionType?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly handler: (call: never) => unknown;
}

/** An instance of Frigg's `IntegrationBase`, as far as it is used. */
export interface FriggIntegrationInstance {
  id?: string | number | undefined;
  userId?: string | number | undefined;
  config?: JsonObject | null | undefined;
  status?: string | undefined;
  modules?: Readonly<Record<string, FriggModule | undefined>> | undefined;
  events: Record<string, FriggEvent>;
  /** What `initialize` has joined. */
  on?: Record<string, FriggEvent> | undefined;
  defaultEvents?: Record<string, FriggEvent> | undefined;
  send?(event: string, call: object): Promise<unknown>;
  persistStatus?(status: string): Promise<unknown>;
  /** Merges keys into the configuration of Frigg's row. */
  patchConfig?(patch: JsonObject): Promise<unknown>;
}

/** Frigg's `IntegrationBase`. */
export type FriggIntegrationBase = new (params?: object) => FriggIntegrationInstance;

/** What Frigg calls the static description of an integration. */
export interface FriggDefinition {
  readonly name: string;
  readonly version?: string | undefined;
  readonly modules: Readonly<Record<string, object>>;
  readonly display?: object | undefined;
  readonly webhooks?: object | undefined;
  readonly routes?: readonly object[] | undefined;
}

/** Of an event of API Gateway: the bytes as they came. */
export interface ApiGatewayBody {
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | undefined;
}

/** A request of Express, as far as it is used. */
export interface FriggRequest {
  readonly method?: string | undefined;
  readonly originalUrl?: string | undefined;
  readonly params?: Readonly<Record<string, string | undefined>> | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The bytes as they came: only these can be verified. */
  readonly rawBody?: Uint8Array | string | undefined;
  /** What Frigg's functions have beside a body that they parsed: the event of API Gateway. */
  readonly apiGateway?: { readonly event?: ApiGatewayBody | undefined } | undefined;
  readonly body?: unknown;
}

/** A response of Express, as far as it is used. */
export interface FriggResponse {
  status(code: number): { json(body: object): unknown };
}

/** What a queue worker hands to an event. */
export interface FriggJob {
  readonly data: JsonObject;
  readonly context?: { getRemainingTimeInMillis?(): number } | undefined;
}
