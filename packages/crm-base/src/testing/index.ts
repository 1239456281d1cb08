export { describeCrmConnector, type ConnectorUnderTest, type DescribeCrmConnectorOptions } from './describe-crm-connector.ts';
