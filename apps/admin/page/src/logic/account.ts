import type { Connector } from '../api/types.ts';
import { pointerTo, type FieldError } from './field-errors.ts';

/** What an account is connected with, as it is sent. */
export interface Account {
  readonly crm?: { readonly url: string; readonly token?: string; readonly options?: Readonly<Record<string, string>> };
  readonly quo?: { readonly apiKey: string };
}

/** Where the parts of an account are in what is sent, as JSON pointers. */
export const ACCOUNT_FIELDS = { consent: '/crm', url: '/crm/url', token: '/crm/token', apiKey: '/quo/apiKey' } as const;

/** @returns where an option of a connector is in what is sent. */
export function optionField(name: string): string {
  return pointerTo(name, '/crm/options');
}

/** @returns what was entered; a part of which nothing was entered is not there. */
export function readAccount({ options }: Pick<Connector, 'options'>, textOf: (field: string) => string): Account {
  const set = Object.fromEntries(
    options.flatMap(({ name }) => {
      const value = textOf(optionField(name));
      return value === '' ? [] : [[name, value]];
    }),
  );
  const [url, token, apiKey] = [textOf(ACCOUNT_FIELDS.url), textOf(ACCOUNT_FIELDS.token), textOf(ACCOUNT_FIELDS.apiKey)];
  const hasOptions = Object.keys(set).length > 0;
  return {
    ...((url !== '' || token !== '' || hasOptions) && {
      crm: { url, ...(token !== '' && { token }), ...(hasOptions && { options: set }) },
    }),
    ...(apiKey !== '' && { quo: { apiKey } }),
  };
}

/** @returns what is missing of new credentials: what is not given stays, but an account of a CRM is given as a whole. */
export function missingOf({ crm, quo }: Account): readonly FieldError[] {
  if (crm !== undefined && crm.url === '')
    return [{ pointer: ACCOUNT_FIELDS.url, detail: 'is missing: a token is of an account at an address' }];
  if (crm !== undefined || quo !== undefined) return [];
  return [{ pointer: ACCOUNT_FIELDS.token, detail: 'is missing: enter a new token, or a new API key of Quo' }];
}
