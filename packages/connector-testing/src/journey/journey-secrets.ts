import { expect } from 'vitest';

/** What must stand in no log: names, numbers, addresses, tokens and texts. */
export class JourneySecrets {
  readonly #logged: readonly string[];
  /** Of the phone of Quo's sandbox, its users and what {@link JourneyCalls} says. */
  readonly #patterns: RegExp[] = [/5551234567|5557654321|ann@example|Ann Lee/, /Call me back|Asked for prices|See you at five/];
  readonly #personal: RegExp[] = [];

  constructor(logged: readonly string[]) {
    this.#logged = logged;
  }

  /** Adds forms of names and numbers of this journey. */
  add(...patterns: readonly RegExp[]): void {
    this.#personal.push(...patterns);
  }

  /** Adds texts as they are. @throws {Error} for one that is empty: then the test does not know the secret. */
  keep(...texts: readonly (string | null | undefined)[]): void {
    for (const text of texts) {
      if (text == null || text === '') throw new Error('there is no such secret');
      this.#patterns.push(new RegExp(text.replaceAll(/[^\w]/g, String.raw`\$&`)));
    }
  }

  /**
   * Expects none of them in the log.
   * @param held - What the CRM and Quo hold at the end: the personal ones must be there, or the test proves nothing.
   */
  expectNoneLogged(held: unknown): void {
    expect(this.#logged.length).toBeGreaterThan(10);
    const text = JSON.stringify(held);
    for (const pattern of this.#personal) expect(text).toMatch(pattern);
    for (const pattern of [...this.#patterns, ...this.#personal]) expect(this.#logged.filter((line) => pattern.test(line))).toEqual([]);
  }
}
