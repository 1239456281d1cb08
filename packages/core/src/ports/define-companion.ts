/** A method for many, and the one for one that it belongs to. */
export interface Companion {
  readonly name: string;
  /** What does for one what `method` does for many. */
  readonly of: string;
  readonly method: unknown;
}

/**
 * Adds a method that does for many what another one of the port does for one. A copy or a proxy of the port that puts
 * something else in the place of that one has no method for many: whatever it adds to each call is left out by none.
 * @returns the same port.
 */
export function defineCompanion<Port extends object>(port: Port, { name, of, method }: Companion): Port {
  const own: unknown = Reflect.get(port, of);
  return Object.defineProperty(port, name, {
    configurable: true,
    // A copy by spread would hold on to the value.
    enumerable: false,
    get(this: object) {
      return Reflect.get(this, of) === own ? method : undefined;
    },
  });
}
