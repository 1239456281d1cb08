/** The codes of the errors that `@frigg-crm/crm-base` throws. */
export type CrmBaseErrorCode = 'CONNECTOR_CONTRACT_BROKEN' | 'DEAD_LETTER' | 'UNKNOWN_INTEGRATION' | 'UNKNOWN_MESSAGE';
