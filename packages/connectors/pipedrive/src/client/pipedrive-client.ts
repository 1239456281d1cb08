import type { DeprecatedPipedriveCalls } from '../deprecated.ts';
import type { PipedriveResources } from './pipedrive-resources.ts';

/** Pipedrive's API as one user of one company: a property per resource. */
export interface PipedriveClient extends PipedriveResources, DeprecatedPipedriveCalls {
  /** The company's own host, such as `https://acme.pipedrive.com`; it changes when the company renames its domain. */
  readonly baseUrl: string;
  /** @deprecated since 0.2: `baseUrl` */
  readonly apiDomain: string;
}
