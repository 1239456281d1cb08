import type { CredentialVault, Integration } from '@frigg-crm/core';
import type { CompleteAuthorizationOptions, CompletedAuthorization, OAuthProvider } from '@frigg-crm/oauth';

/** How accounts of one connector are connected by consent. */
export interface OAuthConnection {
  /** The app as it is registered at the CRM. */
  readonly provider: OAuthProvider;
  /** Exchanges the code, for CRMs whose callback says more than a code. @defaultValue `completeAuthorization` of `@frigg-crm/oauth` */
  readonly complete?: ((options: Omit<CompleteAuthorizationOptions, 'provider'>) => Promise<CompletedAuthorization>) | undefined;
  /**
   * Says what the CRM calls the connection that was just made, so that its uninstall callback finds the integration.
   * @defaultValue nothing: no uninstall callback finds it
   */
  readonly lookupKeysOf?: ((connected: ConnectedAccount) => Promise<readonly string[]>) | undefined;
}

/** An account that was connected a moment ago. */
export interface ConnectedAccount {
  readonly integration: Integration;
  /** Holds its tokens. */
  readonly vault: CredentialVault;
}

/** By connector. */
export type OAuthConnections = Readonly<Record<string, OAuthConnection>>;
