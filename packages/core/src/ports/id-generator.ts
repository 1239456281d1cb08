/** Makes ids that no other machine makes, in the order of their making. */
export interface IdGenerator {
  /** @returns a new id: 1 to 64 characters of `A-Z a-z 0-9 _ -`. */
  next(): string;
}
