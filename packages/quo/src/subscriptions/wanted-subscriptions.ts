import { ConfigurationError } from '@frigg-crm/core';

/** What is to be delivered, and where to. */
export interface WantedSubscriptions {
  /** Where Quo is to deliver to: http(s). */
  readonly url: string;
  /** The numbers that were selected: a set, in whichever order. None: nothing is to be delivered. */
  readonly phoneNumberIds: readonly string[];
  /** What the webhooks are called in the settings of Quo, such as `Acme CRM`; the kind is added. */
  readonly label: string;
}

/** @throws {ConfigurationError} before any call, quoting neither URL nor ids. */
export function assertWanted({ url, phoneNumberIds }: WantedSubscriptions): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new ConfigurationError('Quo subscriptions: url must be the http or https URL that Quo is to deliver to');
  if (phoneNumberIds.some((id) => !id.startsWith('PN')))
    throw new ConfigurationError('Quo subscriptions: phoneNumberIds must be ids of phone numbers, which begin with PN');
}

/** Whether two URLs lead to the same place: Quo may write ours another way. */
export function isSameUrl(one: string, other: string): boolean {
  return toHref(one) === toHref(other);
}

function toHref(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}
