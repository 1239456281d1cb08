/** Where the contacts with an external id stand: one position, or several. */
export interface ContactIndex {
  positionsOf(externalId: string | null): readonly number[];
  add(externalId: string | null, position: number): void;
  remove(externalId: string | null, position: number): void;
  clear(): void;
}

/** Makes an empty index; almost every external id has one contact, so that costs one number. */
export function createContactIndex(): ContactIndex {
  const byExternalId = new Map<string, number | readonly number[]>();

  function positionsOf(externalId: string | null): readonly number[] {
    const positions = externalId === null ? [] : (byExternalId.get(externalId) ?? []);
    return typeof positions === 'number' ? [positions] : positions;
  }

  function set(externalId: string, positions: readonly number[]): void {
    const [first] = positions;
    if (first === undefined) byExternalId.delete(externalId);
    else byExternalId.set(externalId, positions.length === 1 ? first : positions);
  }

  return {
    positionsOf,
    add(externalId, position) {
      if (externalId !== null) set(externalId, [...positionsOf(externalId), position]);
    },
    remove(externalId, position) {
      if (externalId === null) return;
      set(
        externalId,
        positionsOf(externalId).filter((other) => other !== position),
      );
    },
    clear() {
      byExternalId.clear();
    },
  };
}
