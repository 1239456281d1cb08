/** The codes of the errors that `@frigg-crm/core` and its adapters throw. */
export type CoreErrorCode =
  | 'ACTIVE_PROCESS_EXISTS'
  | 'CONFIGURATION_INVALID'
  | 'ILLEGAL_TRANSITION'
  | 'INVALID_MESSAGE'
  | 'INVALID_PROCESS_DATA'
  | 'PROCESS_CONFLICT'
  | 'PROCESS_NOT_FOUND'
  | 'QUEUE_SEND_FAILED'
  | 'STORAGE_FAILED'
  | 'UNITS_OUTSTANDING';
