import { toIso } from '@frigg-crm/core/adapter';
import { hashText } from './chance.ts';

const KEPT = 256;

/** What happened, in order: the newest events in words, all of them in a hash. */
export class EventTrace {
  readonly #kept: { readonly nowMs: number; readonly label: string }[] = [];
  #hash = 0x811c9dc5;
  #count = 0;

  /** How many events there were. */
  get count(): number {
    return this.#count;
  }

  /** Eight hexadecimal digits. Two runs with the same hash went the same way. */
  get hash(): string {
    return this.#hash.toString(16).padStart(8, '0');
  }

  add(nowMs: number, label: string): void {
    this.#hash = Math.imul(hashText(label, this.#hash) ^ (nowMs % 0xffff_ffff), 0x01000193) >>> 0;
    this.#kept[this.#count % KEPT] = { nowMs, label };
    this.#count += 1;
  }

  /** @returns the newest events, oldest first, one line each. */
  tail(limit: number = KEPT): readonly string[] {
    const length = Math.min(limit, this.#kept.length);
    return Array.from({ length }, (_, index) => {
      const { nowMs, label } = this.#kept[(this.#count - length + index) % KEPT] ?? { nowMs: 0, label: '' };
      return `${toIso(nowMs).slice(11, -1)} ${label}`;
    });
  }
}
