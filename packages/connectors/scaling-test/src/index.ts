/**
 * A synthetic CRM: its connector, its client, and its people, of which the same seed makes the same.
 * Its sandbox is `@frigg-crm/scaling-test/sandbox`.
 */

// The connector
export { ScalingTestIntegration, type ScalingTestIntegrationDependencies } from './scaling-test-integration.ts';
export { SCALING_TEST_SOURCE, syntheticPersonToQuoContact } from './mapping/synthetic-person-to-quo-contact.ts';

// The client
export {
  createScalingTestClient,
  type ListPeopleParams,
  type ScalingTestClient,
  type ScalingTestClientOptions,
  type ScalingTestPersons,
} from './client/scaling-test-client.ts';
export type { PeoplePage } from './client/person-schemas.ts';
export { VERSION } from './version.ts';

// Its place in programs that offer several connectors
export { scalingTestConnector } from './descriptor.ts';

// Its people
export { isRefusedBySandbox } from './people/synthetic-id.ts';
export { syntheticPerson, type PopulationMix, type SyntheticPerson } from './people/synthetic-person.ts';
export { MAX_PEOPLE } from './people/synthetic-phone.ts';
