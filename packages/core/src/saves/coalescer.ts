import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Clock } from '../ports/clock.ts';

/** What became of items that were worked on together. */
export interface SharedWork<Result> {
  /** One for each item, in their order; each settles as soon as its result is known. */
  readonly results: readonly Promise<Result>[];
  /** Settles when nothing that the items share is under way any more. */
  readonly shared: Promise<unknown>;
}

/** Settings of {@link createCoalescer}. */
export interface CoalescerOptions<Item, Result> {
  readonly work: (items: readonly Item[]) => SharedWork<Result>;
  readonly clock: Pick<Clock, 'sleep'>;
  /** How many items are worked on together, at most. */
  readonly maxItems: number;
  /** How often `work` is under way at the same time, at most. */
  readonly maxConcurrent: number;
  /** For so many milliseconds items wait while all places are taken; then work that hangs does not count any more. */
  readonly patienceMs: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Callers whose work has just been done submit their next item some microtasks later, one after the other. When none has
 * come for so many, the others are busy with something else.
 */
const QUIET_MICROTASKS = 12;

/** Why a timer is not needed any more. One for all: an abort without a reason makes an error each time. */
const DONE = new DOMException('The work is done', 'AbortError');

/**
 * Puts items together that are submitted at the same time (group commit): the first ones are worked on at once, without
 * waiting for a timer, and what is submitted meanwhile is worked on together next.
 * @returns a function that submits an item, and settles as the item's own result does.
 * @throws {ConfigurationError} when a limit is none.
 */
export function createCoalescer<Item, Result>(options: CoalescerOptions<Item, Result>): (item: Item) => Promise<Result> {
  checkLimits(options);
  const coalescer = new Coalescer(options);
  return async (item) => coalescer.submit(item);
}

class Coalescer<Item, Result> {
  readonly #options: CoalescerOptions<Item, Result>;
  readonly #waiting: Waiting<Item, Result>[] = [];
  readonly #underWay = new Set<readonly Waiting<Item, Result>[]>();
  #isGathering = false;
  #timer: AbortController | undefined;

  constructor(options: CoalescerOptions<Item, Result>) {
    this.#options = options;
  }

  async submit(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#startIfPossible();
    });
  }

  #startIfPossible(): void {
    if (this.#isGathering || this.#waiting.length === 0) return;
    if (this.#isFull()) this.#watch();
    else void this.#gather();
  }

  #isFull(): boolean {
    return this.#underWay.size >= this.#options.maxConcurrent;
  }

  async #gather(): Promise<void> {
    const { maxItems } = this.#options;
    this.#isGathering = true;
    let known = this.#waiting.length;
    for (let quiet = 0; quiet < QUIET_MICROTASKS && known < maxItems; quiet += 1) {
      await Promise.resolve();
      if (this.#waiting.length !== known) quiet = 0;
      known = this.#waiting.length;
    }
    this.#isGathering = false;
    while (this.#waiting.length > 0 && !this.#isFull()) this.#start(this.#waiting.splice(0, maxItems));
    if (this.#waiting.length > 0) this.#watch();
    else this.#unwatch();
  }

  #start(entries: readonly Waiting<Item, Result>[]): void {
    this.#underWay.add(entries);
    const { results, shared } = workSafely(
      this.#options.work,
      entries.map(({ item }) => item),
    );
    for (const [index, { resolve, reject }] of entries.entries()) (results[index] ?? missing()).then(resolve, reject);
    const end = (): void => {
      this.#underWay.delete(entries);
      this.#startIfPossible();
    };
    shared.then(end, end);
  }

  /** What hangs now does not keep items waiting for longer than that. */
  #watch(): void {
    if (this.#timer !== undefined) return;
    const timer = new AbortController();
    const hanging = [...this.#underWay];
    this.#timer = timer;
    const giveUp = (): void => {
      if (this.#timer !== timer) return;
      this.#timer = undefined;
      for (const each of hanging) this.#underWay.delete(each);
      this.#startIfPossible();
    };
    this.#options.clock.sleep(this.#options.patienceMs, { signal: timer.signal }).then(giveUp, () => undefined);
  }

  #unwatch(): void {
    this.#timer?.abort(DONE);
    this.#timer = undefined;
  }
}

function checkLimits<Item, Result>(options: CoalescerOptions<Item, Result>): void {
  for (const name of ['maxItems', 'maxConcurrent', 'patienceMs'] as const)
    if (!Number.isSafeInteger(options[name]) || options[name] < 1)
      throw new ConfigurationError(`${name} must be a whole number, 1 or more`);
}

/** Work that throws at once fails like any other, and ends. */
function workSafely<Item, Result>(work: CoalescerOptions<Item, Result>['work'], items: readonly Item[]): SharedWork<Result> {
  try {
    return work(items);
  } catch (error) {
    const shared = Promise.reject(error as Error);
    return { results: items.map(async () => shared), shared };
  }
}

async function missing(): Promise<never> {
  throw new TypeError('There is no result for one of the items that were worked on together');
}
