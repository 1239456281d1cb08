/** When the power fails: before a call has its effect, or after it, so that only its answer is lost. */
export type PowerCut = 'before' | 'after';

/** Counts the calls that leave a program, and lets it die at one of them: from then on no call gets out. */
export class Power {
  calls = 0;
  #cut: { readonly at: number; readonly when: PowerCut } | undefined;
  #isDown = false;

  get isDown(): boolean {
    return this.#isDown;
  }

  /** Fails at the call of this number, from 1. */
  cutAt(at: number, when: PowerCut): void {
    this.calls = 0;
    this.#cut = { at, when };
  }

  /** The program is started again. */
  restore(): void {
    this.#cut = undefined;
    this.#isDown = false;
  }

  async call<Result>(work: () => Promise<Result>): Promise<Result> {
    this.calls += 1;
    const isHit = this.#cut?.at === this.calls;
    if (this.#isDown || (isHit && this.#cut?.when === 'before')) this.#fail();
    const result = await work();
    if (isHit) this.#fail();
    return result;
  }

  wrap<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, key, receiver) => {
        const value: unknown = Reflect.get(target, key, receiver);
        if (typeof value !== 'function') return value;
        return async (...args: readonly unknown[]) =>
          this.call(async () => (value as (...all: readonly unknown[]) => Promise<unknown>).apply(target, [...args]));
      },
    });
  }

  /** As `wrap`, for an object whose calls also answer at once. */
  wrapAsync<Port extends object>(port: Port): Port {
    const outside = new Set(['setupWebhooks', 'removeWebhooks']);
    return new Proxy(port, {
      get: (target, key, receiver) => Reflect.get(outside.has(String(key)) ? this.wrap(target) : target, key, receiver) as unknown,
    });
  }

  #fail(): never {
    this.#isDown = true;
    throw new Error('the power has failed');
  }
}
