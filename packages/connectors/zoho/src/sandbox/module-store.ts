import type { Clock } from '@frigg-crm/core';
import { SandboxRecords, type SandboxEntry } from '@frigg-crm/http/sandbox';
import type { SandboxFields } from './generate-record.ts';

/** By what a module may be sorted. */
export type SortKey = 'id' | 'Created_Time' | 'Modified_Time';

/** The records of one module, in each of their orders. */
export class ModuleStore extends SandboxRecords<SandboxFields> {
  #sorted = new Map<string, readonly SandboxEntry<SandboxFields>[]>();

  /** The order of a large module is kept until something changes. */
  inOrder(key: SortKey, order: 'asc' | 'desc'): readonly SandboxEntry<SandboxFields>[] {
    const name = `${key} ${order}`;
    const kept = this.#sorted.get(name);
    if (kept !== undefined) return kept;
    const valueOf = ({ createdAtMs, changedAtMs }: SandboxEntry<SandboxFields>): number => {
      if (key === 'id') return 0;
      // Zoho keeps whole seconds.
      return Math.floor((key === 'Created_Time' ? createdAtMs : changedAtMs) / 1000);
    };
    const ascending = [...this.list()].sort((one, other) => valueOf(one) - valueOf(other) || (one.id < other.id ? -1 : 1));
    const sorted = order === 'asc' ? ascending : ascending.reverse();
    this.#sorted.set(name, sorted);
    return sorted;
  }

  override add(fields: SandboxFields): SandboxEntry<SandboxFields> {
    this.#sorted.clear();
    return super.add(fields);
  }

  override change(id: string, changes: SandboxFields): SandboxEntry<SandboxFields> {
    this.#sorted.clear();
    return super.change(id, changes);
  }

  override delete(id: string): SandboxEntry<SandboxFields> {
    this.#sorted.clear();
    return super.delete(id);
  }
}

/** Seconds: the last change of made-up records is a month old. */
const QUIET_S = 30 * 24 * 3600;

/** Makes a module whose ids have 19 digits, which begin alike in each module. */
export function createModuleStore(
  prefix: number,
  {
    clock,
    count = 0,
    make = () => ({}),
  }: { readonly clock: Clock; readonly count?: number; readonly make?: (number: number) => SandboxFields },
): ModuleStore {
  return new ModuleStore({
    clock,
    initial: { count, make },
    firstAtMs: clock.now() - (count + QUIET_S) * 1000,
    toId: (number) => `57257670${prefix}${String(number).padStart(9, '0')}`,
  });
}

/** Writes a time as Zoho does: whole seconds, in the zone of the user. */
export function toZohoTime(ms: number): string {
  return `${new Date(ms + 3_600_000).toISOString().slice(0, 19)}+01:00`;
}

/** @returns a record as the API shows it. */
export function toWireRecord({ id, fields, createdAtMs, changedAtMs }: SandboxEntry<SandboxFields>): Readonly<Record<string, unknown>> {
  return { ...fields, id, Created_Time: toZohoTime(createdAtMs), Modified_Time: toZohoTime(changedAtMs) };
}
