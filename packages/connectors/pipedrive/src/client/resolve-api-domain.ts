import { resolveApiHost, type ApiHostRules } from '@frigg-crm/http';

const PROBLEM = "Pipedrive's api_domain must look like https://your-company.pipedrive.com: connect the account again";

/** Checks the `api_domain` of a token response as `resolveApiHost` does. */
export function resolveApiDomain(apiDomain: string, { allowHosts, allowLoopback }: ApiHostRules = {}): string {
  return resolveApiHost(apiDomain, { hosts: ['*.pipedrive.com'], problem: PROBLEM, allowHosts, allowLoopback });
}
