import { attioConnector } from '@frigg-crm/attio';
import { axiscareConnector } from '@frigg-crm/axiscare';
import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { pipedriveConnector } from '@frigg-crm/pipedrive';
import { scalingTestConnector } from '@frigg-crm/scaling-test';
import { zohoConnector } from '@frigg-crm/zoho';

/** The connectors of the functions. */
export const CONNECTORS: readonly ConnectorDescriptor[] = [
  scalingTestConnector,
  pipedriveConnector,
  attioConnector,
  axiscareConnector,
  zohoConnector,
];
