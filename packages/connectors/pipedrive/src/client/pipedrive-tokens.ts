/** What a Pipedrive connection has to keep, encrypted. Tokens may be 768 characters long. */
export interface PipedriveTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** The company's own host, such as `https://acme.pipedrive.com`. */
  readonly apiDomain: string;
  /** Epoch milliseconds; `null`: unknown. */
  readonly expiresAtMs: number | null;
}
