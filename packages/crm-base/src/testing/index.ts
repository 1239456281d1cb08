export { describeCrmConnector, type ConnectorUnderTest, type DescribeCrmConnectorOptions } from './describe-crm-connector.ts';
export { describeActivityTarget, type ActivityTargetUnderTest, type DescribeActivityTargetOptions } from './describe-activity-target.ts';
