import { describe, it } from 'vitest';

/** One demand of a contract. */
export interface ContractCase {
  /** A sentence about what a right connector does. */
  readonly title: string;
  /** @throws when the connector does something else. */
  readonly run: () => Promise<void>;
}

/** Registers the demands of a contract as tests. */
export function describeCases(title: string, cases: readonly ContractCase[]): void {
  describe(title, () => {
    for (const { title: sentence, run } of cases) it(sentence, run);
  });
}

/** @returns what joins a connector, hands it over, and closes it again whatever happens. */
export function usingEach<Joined extends { readonly close?: (() => Promise<void>) | undefined }, Args extends readonly unknown[]>(
  make: (...args: Args) => Promise<Joined> | Joined,
): (use: (joined: Joined) => Promise<void>, ...args: Args) => Promise<void> {
  return async (use, ...args) => {
    const joined = await make(...args);
    try {
      await use(joined);
    } finally {
      await joined.close?.();
    }
  };
}
