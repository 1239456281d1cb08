/** The codes of the errors that `@frigg-crm/crm-base` throws. */
export type CrmBaseErrorCode =
  | 'ACTIVITY_BUSY'
  | 'ACTIVITY_REFUSED'
  | 'CONNECTOR_CONTRACT_BROKEN'
  | 'CONSUMER_FAILED'
  | 'DEAD_LETTER'
  | 'INTEGRATION_IN_DELETION'
  | 'MESSAGE_MISMATCH'
  | 'PERSON_NOT_SYNCED'
  | 'UNKNOWN_INTEGRATION'
  | 'UNKNOWN_MESSAGE'
  | 'WORK_TAKEN_OVER';
