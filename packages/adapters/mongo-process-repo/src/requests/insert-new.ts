import { compareByBytes } from '@frigg-crm/core/adapter';
import { MongoBulkWriteError, type Collection, type OptionalUnlessRequiredId } from 'mongodb';
import { isConflictCode, isDuplicateKey } from '../errors/translate-error.ts';
import { execute, type ExecuteOptions } from '../execute.ts';

/**
 * Stores documents, each for itself, in the order of their ids, and leaves alone those whose id is taken.
 * @returns which of them were not stored.
 */
export async function insertNew<Schema extends { readonly _id: string }>(
  collection: Collection<Schema>,
  documents: readonly OptionalUnlessRequiredId<Schema>[],
  options: ExecuteOptions,
): Promise<readonly number[]> {
  const taken: number[] = [];
  let open: readonly Entry<Schema>[] = documents
    .map((document, index) => ({ document, index }))
    .toSorted((a, b) => compareByBytes(a.document._id, b.document._id));
  if (open.length === 0) return taken;
  await execute(options, async () => {
    try {
      await collection.insertMany(
        open.map(({ document }) => document),
        { ordered: false },
      );
    } catch (error) {
      const { duplicates, conflicts } = failedInserts(error, open);
      taken.push(...duplicates.map(({ index }) => index));
      open = conflicts;
      // Repeated by `execute`, with those alone: one that was stored already would seem to be taken.
      if (conflicts.length > 0) throw error;
    }
  });
  return taken;
}

interface Entry<Schema> {
  readonly document: OptionalUnlessRequiredId<Schema>;
  readonly index: number;
}

/**
 * The driver sends large batches in several commands. When one of them fails as a whole, the commands before it took
 * effect, and those behind it were not sent.
 * @throws the error itself when it does not say what became of each document.
 */
function failedInserts<Inserted>(
  error: unknown,
  inserted: readonly Inserted[],
): { readonly duplicates: readonly Inserted[]; readonly conflicts: readonly Inserted[] } {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const failed = error.result.getWriteErrors();
  const isWhole = [error.writeErrors].flat().length === 0;
  const isKnown = failed.every((statement) => isDuplicateKey(statement) || isConflictCode(statement));
  if (!isKnown || (isWhole && !isConflictCode(error))) throw error;
  const at = (statements: typeof failed): readonly Inserted[] => statements.flatMap(({ index }) => inserted[index] ?? []);
  return {
    duplicates: at(failed.filter(isDuplicateKey)),
    conflicts: [...at(failed.filter(isConflictCode)), ...(isWhole ? inserted.slice(error.insertedCount + failed.length) : [])],
  };
}
