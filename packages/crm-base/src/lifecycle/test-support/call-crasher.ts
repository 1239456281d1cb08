/** When the program crashes: before a call has its effect, or after it, so that only its response is lost. */
export type CrashMoment = 'before' | 'after';

/** Counts the calls that leave a program, and crashes it at one of them: from then on no call gets out. */
export class CallCrasher {
  calls = 0;
  #planned: { readonly at: number; readonly when: CrashMoment } | undefined;
  #hasCrashed = false;

  get hasCrashed(): boolean {
    return this.#hasCrashed;
  }

  /** Fails at the call of this number, from 1. */
  crashAt(at: number, when: CrashMoment): void {
    this.calls = 0;
    this.#planned = { at, when };
  }

  /** The program is started again. */
  restart(): void {
    this.#planned = undefined;
    this.#hasCrashed = false;
  }

  async call<Result>(work: () => Promise<Result>): Promise<Result> {
    this.calls += 1;
    const isHit = this.#planned?.at === this.calls;
    if (this.#hasCrashed || (isHit && this.#planned?.when === 'before')) this.#crash();
    const result = await work();
    if (isHit) this.#crash();
    return result;
  }

  wrap<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
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

  #crash(): never {
    this.#hasCrashed = true;
    throw new Error('the program has crashed');
  }
}
