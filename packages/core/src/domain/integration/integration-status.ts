/** Where an integration stands. */
export type IntegrationStatus = 'ENABLED' | 'NEEDS_CONFIG' | 'PROCESSING' | 'DISABLED' | 'ERROR' | 'IN_DELETION';

/** From where it may go where. `ERROR` follows the health of its accounts; `DISABLED` only a person lifts; deletion has no way back. */
const NEXT: Readonly<Record<IntegrationStatus, readonly IntegrationStatus[]>> = {
  NEEDS_CONFIG: ['ENABLED', 'DISABLED', 'ERROR', 'IN_DELETION'],
  ENABLED: ['NEEDS_CONFIG', 'PROCESSING', 'DISABLED', 'ERROR', 'IN_DELETION'],
  PROCESSING: ['ENABLED', 'NEEDS_CONFIG', 'DISABLED', 'ERROR', 'IN_DELETION'],
  ERROR: ['ENABLED', 'NEEDS_CONFIG', 'PROCESSING', 'DISABLED', 'IN_DELETION'],
  DISABLED: ['ENABLED', 'NEEDS_CONFIG', 'IN_DELETION'],
  IN_DELETION: [],
};

/** Every {@link IntegrationStatus}: for schemas, and for the choices of a screen. */
export const INTEGRATION_STATUSES: readonly IntegrationStatus[] = [
  'ENABLED',
  'NEEDS_CONFIG',
  'PROCESSING',
  'DISABLED',
  'ERROR',
  'IN_DELETION',
];

/** @returns whether an integration may get there; staying where it is, it always may. */
export function isValidStatusChange(from: IntegrationStatus, to: IntegrationStatus): boolean {
  return from === to || NEXT[from].includes(to);
}

/** @returns whether the integration takes part: its webhooks are worked on and its syncs may run. */
export function isWorkingStatus(status: IntegrationStatus): boolean {
  return status === 'ENABLED' || status === 'PROCESSING' || status === 'ERROR';
}
