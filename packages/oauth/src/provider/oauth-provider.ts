import type { JsonObject } from '@frigg-crm/core';

/** How one CRM does OAuth 2 (RFC 6749), and the app that is registered there: all a connector has to say. */
export interface OAuthProvider {
  /** The CRM's name, for errors, such as `Pipedrive`. */
  readonly name: string;
  /** Where the user is sent to consent. */
  readonly authorizeUrl: string;
  /** Where codes and refresh tokens are exchanged. */
  readonly tokenUrl: string;
  /** Where tokens are revoked (RFC 7009). Absent: the CRM cannot. */
  readonly revokeUrl?: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How the app proves itself (RFC 6749, section 2.3.1): `basic` in a header, `post` in the body. */
  readonly clientAuthentication: 'basic' | 'post';
  /** The scopes to request. Absent: what the app is registered for. */
  readonly scopes?: readonly string[] | undefined;
  /** Between scopes. @defaultValue a space */
  readonly scopeSeparator?: string | undefined;
  /** Whether the CRM knows PKCE (RFC 7636); those that do not may refuse its parameters. */
  readonly usesPkce: boolean;
  /** Further parameters of the consent page, such as `access_type`. */
  readonly extraAuthorizeParameters?: Readonly<Record<string, string>> | undefined;
  /** Compared with `iss` in the callback (RFC 9207), if the CRM sends one. Absent: `iss` is not checked. */
  readonly issuer?: string | undefined;
  /**
   * Picks what else is kept of a token response, such as `api_domain`, and checks it: where it throws, the account is not
   * connected. Of a refresh, which must not be lost, the former fields are kept instead.
   */
  readonly readTokens?: ((response: JsonObject) => JsonObject) | undefined;
  /**
   * Errors of the token endpoint that mean: this account has to be connected again.
   * @defaultValue ['invalid_grant']
   */
  readonly refusalCodes?: readonly string[] | undefined;
  /** Permits `http:`, to this machine only: for tests and sandboxes. @defaultValue false */
  readonly allowInsecure?: boolean | undefined;
}
