export interface ExcusedDialect {
  readonly file: string;
  readonly word: string;
  /** How many places of the file are excused; more than these are not. */
  readonly count: number;
  /** Such as "a deprecated alias". */
  readonly reason: string;
}

/** Places where the word has to stand: deprecated aliases, names that others have given. */
export const EXCUSED_DIALECT: readonly ExcusedDialect[] = [];

/** How many places are still to be reworded. It only falls; at 0 the check is an error for each place. */
export const MAX_DIALECT = 2189;
