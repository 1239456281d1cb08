/** Something that is due at a moment. */
export interface Timed {
  readonly dueMs: number;
  /** Of two with the same moment the smaller one comes first. */
  readonly order: number;
}

/** Keeps what is due, the next one in front (binary heap): adding and taking cost the logarithm of how many there are. */
export class EventHeap<Item extends Timed> {
  readonly #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  peek(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    const items = this.#items;
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent] as Item;
      if (!isBefore(item, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = item;
  }

  pop(): Item | undefined {
    const items = this.#items;
    const [first] = items;
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.#sink(last);
    return first;
  }

  /** Puts an item in place of the first one, and down to where it belongs. */
  #sink(item: Item): void {
    const items = this.#items;
    let index = 0;
    for (let child = 1; child < items.length; child = 2 * index + 1) {
      const right = items[child + 1];
      if (right !== undefined && isBefore(right, items[child] as Item)) child += 1;
      const below = items[child] as Item;
      if (!isBefore(below, item)) break;
      items[index] = below;
      index = child;
    }
    items[index] = item;
  }
}

function isBefore(one: Timed, other: Timed): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order);
}
