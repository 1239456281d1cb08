import type { Collection, Db, Document } from 'mongodb';

/**
 * @returns a collection whose acknowledged writes survive the loss of a server (`w: majority`, which on a standalone
 * server means: in its journal), and whose reads see them, whatever the program's own settings say. The connection
 * strings of hosted databases often set `readPreference=secondaryPreferred`: a process that was saved a moment ago
 * would not be found, and one that was started be started again.
 */
export function durableCollection<Schema extends Document>(db: Db, name: string): Collection<Schema> {
  return db.collection<Schema>(name, {
    writeConcern: { w: 'majority' },
    readPreference: 'primary',
    // Values come back as plain JavaScript, also where the program reads its own as BSON types.
    promoteValues: true,
    promoteLongs: true,
    useBigInt64: false,
    raw: false,
    // A condition that is `undefined` by mistake must not vanish from the filter.
    ignoreUndefined: false,
  });
}
