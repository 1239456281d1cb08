import type { ProcessSystem } from '../process-system.ts';

/** What a call ends with where it is refused: an error with exactly this text. */
export class Refusal {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a result has among other things. */
export class Part {
  readonly value: object;

  constructor(value: object) {
    this.value = value;
  }
}

export const refused = (text: string): Refusal => new Refusal(text);
export const has = (value: object): Part => new Part(value);

/** What a caller of Frigg does, how, and what it gets: in Frigg's form, and as Frigg's source has it. */
export type Behaviour = readonly [does: string, call: (system: ProcessSystem) => unknown, gives: unknown];

/** One that differs on purpose: what it gives here, and the row of `docs/how-to/come-from-frigg.md` that says so, by its first cell. */
export type Difference = readonly [...behaviour: Behaviour, row: string];
