import { createHash } from 'node:crypto';

/**
 * Names an account at an API in a store of rate limits: the same on every machine, and reveals nothing of the account.
 * @param account - What the API counts by and what stays the same: the API key itself, or the id of the company and user
 * where tokens are replaced. Only its hash is kept.
 */
export function rateLimitKey({ api, account }: { readonly api: string; readonly account: string }): string {
  return `${api.toLowerCase()}:${createHash('sha256').update(account).digest('base64url')}`;
}
