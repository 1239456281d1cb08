import type { Clock } from '@frigg-crm/core';
import { createContactIndex } from './contact-index.ts';
import { packRow, unpackRow } from './contact-row.ts';
import type { SandboxContact, SandboxContactInput } from './sandbox-contact.ts';

/** A contact, and the position behind it. */
export interface ContactAtPosition {
  readonly contact: SandboxContact;
  readonly next: number;
}

/** Keeps the contacts of a sandbox in little memory: a packed text and an external id each. */
export class ContactStore {
  readonly #clock: Clock;
  readonly #isUnique: boolean;
  readonly #index = createContactIndex();
  /** Each source once, however many contacts have it. */
  readonly #sourceNames = new Map<string, string>();
  #rows: (string | undefined)[] = [];
  #externalIds: (string | null)[] = [];
  #sources: string[] = [];
  #size = 0;
  #duplicates = 0;

  constructor({ clock, isUnique }: { readonly clock: Clock; readonly isUnique: boolean }) {
    this.#clock = clock;
    this.#isUnique = isUnique;
  }

  get size(): number {
    return this.#size;
  }

  /** Contacts that share source and external id with an older one; 0 where that is refused. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** @returns `undefined` when source and external id are taken. */
  create(input: SandboxContactInput): SandboxContact | undefined {
    const isDuplicate = this.#isTaken(input, -1);
    if (isDuplicate && this.#isUnique) return undefined;
    if (isDuplicate) this.#duplicates += 1;
    this.#size += 1;
    return this.#put(this.#rows.length, input, this.#clock.now());
  }

  get(id: string): SandboxContact | undefined {
    return this.#at(toPosition(id));
  }

  /** @returns `undefined` when source and external id are another's. */
  replace(held: SandboxContact, input: SandboxContactInput): SandboxContact | undefined {
    const position = toPosition(held.id);
    if (this.#isUnique && this.#isTaken(input, position)) return undefined;
    this.#index.remove(held.externalId, position);
    return this.#put(position, input, held.createdAtMs);
  }

  /** @returns whether there was such a contact. */
  delete(id: string): boolean {
    const held = this.get(id);
    if (held === undefined) return false;
    const position = toPosition(id);
    this.#index.remove(held.externalId, position);
    this.#rows[position] = undefined;
    this.#size -= 1;
    return true;
  }

  findByExternalId(externalId: string): readonly SandboxContact[] {
    return this.#index.positionsOf(externalId).flatMap((position) => this.#at(position) ?? []);
  }

  /** Contacts in the order of their making, from a position on. */
  *from(position: number): Generator<ContactAtPosition> {
    for (let next = position; next < this.#rows.length; next += 1) {
      const contact = this.#at(next);
      if (contact !== undefined) yield { contact, next: next + 1 };
    }
  }

  clear(): void {
    this.#index.clear();
    this.#rows = [];
    this.#externalIds = [];
    this.#sources = [];
    this.#size = 0;
    this.#duplicates = 0;
  }

  #isTaken({ externalId, source }: SandboxContactInput, self: number): boolean {
    return this.#index.positionsOf(externalId).some((position) => position !== self && this.#sources[position] === source);
  }

  #put(position: number, input: SandboxContactInput, createdAtMs: number): SandboxContact {
    const content = { ...input, createdAtMs, updatedAtMs: this.#clock.now() };
    const source = this.#sourceNames.get(input.source) ?? input.source;
    this.#sourceNames.set(source, source);
    this.#rows[position] = packRow(content);
    this.#externalIds[position] = input.externalId;
    this.#sources[position] = source;
    this.#index.add(input.externalId, position);
    return { ...content, id: toId(position) };
  }

  #at(position: number): SandboxContact | undefined {
    const row = this.#rows[position];
    const source = this.#sources[position];
    if (row === undefined || source === undefined) return undefined;
    return { ...unpackRow(row), id: toId(position), externalId: this.#externalIds[position] ?? null, source };
  }
}

/** Ids look like Quo's: 24 hexadecimal digits. */
function toId(position: number): string {
  return `66f0${position.toString(16).padStart(20, '0')}`;
}

function toPosition(id: string): number {
  return /^66f0[\da-f]{20}$/.test(id) ? Number.parseInt(id.slice(4), 16) : -1;
}
