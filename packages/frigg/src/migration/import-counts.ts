/** How many of one kind were found, by what becomes of them. */
export interface ImportCounts {
  /** Written by this run; in a dry run: would be written to an empty store. */
  readonly taken: number;
  /** There before this run. */
  readonly present: number;
  /** Not taken on purpose, by reason. */
  readonly left: Readonly<Record<string, number>>;
  /** By reason: `key`: not encrypted with a key that was given; `form`: not in a known form. */
  readonly unreadable: Readonly<Record<string, number>>;
}

/** What Frigg's database holds that can be taken over. */
export const IMPORT_KINDS = ['integrations', 'credentials', 'webhooks', 'persons', 'activities', 'watermarks', 'mappings'] as const;

/** One of them; `mappings` are rows that are neither a person's nor an activity's. */
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** What was found, and what became of it. Holds no personal data. */
export type ImportTotals = Readonly<Record<ImportKind, ImportCounts>>;

/** Counts while an import runs. */
export class ImportTally {
  readonly #counts = new Map<
    ImportKind,
    { taken: number; present: number; left: Record<string, number>; unreadable: Record<string, number> }
  >(IMPORT_KINDS.map((kind) => [kind, { taken: 0, present: 0, left: {}, unreadable: {} }]));

  take(kind: ImportKind, { taken = 0, present = 0 }: { readonly taken?: number; readonly present?: number }): void {
    const counts = this.#of(kind);
    counts.taken += taken;
    counts.present += present;
  }

  leave(kind: ImportKind, reason: string, count = 1): void {
    const { left } = this.#of(kind);
    left[reason] = (left[reason] ?? 0) + count;
  }

  miss(kind: ImportKind, reason: string, count = 1): void {
    const { unreadable } = this.#of(kind);
    unreadable[reason] = (unreadable[reason] ?? 0) + count;
  }

  get totals(): ImportTotals {
    const copies = [...this.#counts].map(([kind, { taken, present, left, unreadable }]) => [
      kind,
      { taken, present, left: { ...left }, unreadable: { ...unreadable } },
    ]);
    return Object.fromEntries(copies) as ImportTotals;
  }

  #of(kind: ImportKind) {
    const counts = this.#counts.get(kind);
    if (counts === undefined) throw new TypeError(`no such kind: ${kind}`);
    return counts;
  }
}
