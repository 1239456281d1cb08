import type { CredentialVault, MappingRepository, ProcessRepository } from '@frigg-crm/core';
import type { TenantGate } from '../queue/tenant-gate.ts';

/** What the actions that all integrations have work with. */
export interface CommonActionsDependencies {
  readonly mappingRepository: MappingRepository;
  readonly processRepository: ProcessRepository;
  readonly vault: Pick<CredentialVault, 'read'>;
  readonly gate: Pick<TenantGate, 'throttledForMs'>;
}
