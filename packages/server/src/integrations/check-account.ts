import { FriggCrmError, silentLogger } from '@frigg-crm/core';
import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { ProblemError, type FieldProblem } from '../http/problem-error.ts';
import type { CrmAccount } from './account-credentials.ts';

/**
 * @returns the connector of this name.
 * @throws {ProblemError} `UNPROCESSABLE` naming those that there are.
 */
export function findConnector(connectors: readonly ConnectorDescriptor[], id: string): ConnectorDescriptor {
  const connector = connectors.find((one) => one.id === id);
  if (connector === undefined)
    throw refused([{ pointer: '/connector', detail: `must be one of ${connectors.map((one) => one.id).join(', ')}` }]);
  return connector;
}

/**
 * Checks an account without calling its API: whether it can be used, its first request says.
 * @throws {ProblemError} `UNPROCESSABLE` naming the fields.
 */
export async function checkAccount(connector: ConnectorDescriptor, { url, token, options = {} }: CrmAccount): Promise<void> {
  const { account, options: known = {} } = connector;
  const problems: FieldProblem[] = Object.entries(options).flatMap(([name, value]) => {
    const option = Object.hasOwn(known, name) ? known[name] : undefined;
    const detail = option === undefined ? `is not known; there are ${Object.keys(known).join(', ') || 'none'}` : option.problemOf?.(value);
    return detail === undefined ? [] : [{ pointer: `/crm/options/${name.slice(0, 100)}`, detail }];
  });
  const isBuiltIn = account.isBuiltIn?.(url) ?? false;
  if (!isBuiltIn && !/^https?:\/\/[^\s?#@]+$/.test(url))
    problems.push({ pointer: '/crm/url', detail: `must be an address without user, query or fragment, such as ${account.exampleUrl}` });
  if (!isBuiltIn && token === undefined) problems.push({ pointer: '/crm/token', detail: `is missing: ${account.tokenHelp}` });
  if (problems.length > 0) throw refused(problems);
  try {
    await connector.connect({ url, token, options }, { logger: silentLogger });
  } catch (error) {
    if (FriggCrmError.is(error)) throw refused([{ pointer: '/crm', detail: error.message }]);
    throw error;
  }
}

/** @returns the refusal of an account that cannot be connected, naming the fields. */
export function refused(errors: readonly FieldProblem[]): ProblemError {
  return new ProblemError('UNPROCESSABLE', 'The integration cannot be connected like this: see errors', { errors });
}
