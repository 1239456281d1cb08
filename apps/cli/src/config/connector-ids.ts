/** The connectors that this program knows. */
export const CONNECTOR_IDS = ['scaling-test', 'pipedrive'] as const;

/** The id of a connector. */
export type ConnectorId = (typeof CONNECTOR_IDS)[number];
