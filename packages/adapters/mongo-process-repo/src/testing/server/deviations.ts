/** In what a server that speaks MongoDB's protocol may differ from MongoDB's own. */
export interface ServerDeviations {
  /**
   * A command is one transaction that locks documents one after the other, and of commands that wait for each other one
   * fails with 112 and without effect: DocumentDB. @defaultValue false
   */
  readonly locksDocuments?: boolean | undefined;
  /** An update reads in one step and writes in another one: FerretDB 1.24. @defaultValue false */
  readonly updatesInTwoSteps?: boolean | undefined;
  /** Indexes with `expireAfterSeconds` are refused (FerretDB 1.24), or made without it. @defaultValue 'kept' */
  readonly expiringIndexes?: 'kept' | 'refused' | 'ignored' | undefined;
  /** What `hello` says of the time. @defaultValue the date */
  readonly localTime?: ((now: Date) => unknown) | undefined;
  /** What `count` says of a number. @defaultValue the number */
  readonly count?: ((n: number) => unknown) | undefined;
  /** What `buildInfo` adds or says otherwise. */
  readonly buildInfo?: Readonly<Record<string, unknown>> | undefined;
  /** The newest wire protocol. @defaultValue 21, which is MongoDB 7.0 */
  readonly maxWireVersion?: number | undefined;
  /** There are change streams, as on a replica set. @defaultValue false */
  readonly changeStreams?: boolean | undefined;
}
