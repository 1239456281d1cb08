import type { IntegrationStatus } from '../domain/integration/integration-status.ts';
import type { Integration } from '../domain/integration/integration.ts';
import type { CallOptions } from './call-options.ts';

/** Which integrations to find; conditions are joined by AND, an absent one does not restrict. */
export interface IntegrationQuery extends CallOptions {
  readonly userId?: string | undefined;
  readonly connector?: string | undefined;
  readonly status?: IntegrationStatus | undefined;
  /** Go on behind this id, in the order of ids (by bytes). */
  readonly after?: string | undefined;
  /** How many to return, at most. @defaultValue 100 */
  readonly limit?: number | undefined;
}

/** Keeps integrations. A Frigg app may put its own tables behind it. */
export interface IntegrationRepository {
  /** @throws {IntegrationExistsError} when the id is taken. */
  create(integration: Integration, options?: CallOptions): Promise<void>;
  findById(id: string, options?: CallOptions): Promise<Integration | undefined>;
  /** @returns those that match, in the order of ids. */
  find(query: IntegrationQuery): Promise<readonly Integration[]>;
  /** @returns those that are called so by others. */
  findByLookupKey(key: string, options?: CallOptions): Promise<readonly Integration[]>;
  /** @returns those whose `dueAt` is at or before this moment (ISO 8601), the longest due first. */
  findDue(request: { readonly before: string; readonly limit: number } & CallOptions): Promise<readonly Integration[]>;
  /**
   * Replaces the stored integration, if its version is `integration.version`, and stores it as version + 1.
   * @throws {DocumentConflictError} when the stored version is another one, or the integration is gone.
   */
  save(integration: Integration, options?: CallOptions): Promise<Integration>;
  /** Removes the integration, and nothing else. Does nothing when it is not there. */
  deleteById(id: string, options?: CallOptions): Promise<void>;
}
