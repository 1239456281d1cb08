/**
 * The contract suites for connectors: call them in a test file of Vitest. Each has a list of its demands beside it, for
 * tests that plant a wrong connector.
 */
export {
  crmConnectorCases,
  describeCrmConnector,
  type ConnectorUnderTest,
  type DescribeCrmConnectorOptions,
} from './describe-crm-connector.ts';
export {
  activityTargetCases,
  describeActivityTarget,
  type ActivityTargetUnderTest,
  type DescribeActivityTargetOptions,
} from './describe-activity-target.ts';
export {
  crmWebhookCases,
  describeCrmWebhooks,
  type CrmWebhooksUnderTest,
  type DescribeCrmWebhooksOptions,
} from './describe-crm-webhooks.ts';
export type { ContractCase } from './contract-case.ts';
export { fetchChecked, fetchInParts, firstPage, firstScope, idsOf, listPersons, nextPage, type PersonListing } from './list-persons.ts';
