/** The id of a process. */
export type ProcessId = string & { readonly __brand: 'ProcessId' };

/** Types a string as the id of a process; it does not check that the process exists. */
export function toProcessId(value: string): ProcessId {
  return value as ProcessId;
}
