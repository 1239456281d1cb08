/** The id of a process. */
export type ProcessId = string & { readonly __brand: 'ProcessId' };

/** Takes a string for the id of a process; whether it exists is another question. */
export function toProcessId(value: string): ProcessId {
  return value as ProcessId;
}
