export type { PeoplePage } from './client/person-schemas.ts';
export {
  createScalingTestClient,
  type ListPeopleParams,
  type ScalingTestClient,
  type ScalingTestClientOptions,
} from './client/scaling-test-client.ts';
export { scalingTestConnector } from './descriptor.ts';
export { SCALING_TEST_SOURCE, syntheticPersonToQuoContact } from './mapping/synthetic-person-to-quo-contact.ts';
export { isRefusedBySandbox } from './people/synthetic-id.ts';
export { syntheticPerson, type PopulationMix, type SyntheticPerson } from './people/synthetic-person.ts';
export { MAX_PEOPLE } from './people/synthetic-phone.ts';
export { ScalingTestIntegration, type ScalingTestIntegrationDependencies } from './scaling-test-integration.ts';
