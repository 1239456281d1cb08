import { badValue, ServerError } from './server-error.ts';
import { compareValues } from './compare-values.ts';
import { asDoc, valueAt, withValueAt, type Doc } from './document.ts';
import { isOperators } from './matches.ts';

/** What an update does to one field: `now` is the server's clock. */
type Modify = (current: unknown, operand: unknown, now: Date) => unknown;

const MODIFIERS: Readonly<Record<string, Modify>> = {
  $set: (_current, operand) => operand,
  $unset: () => undefined,
  $inc: (current, operand) => asNumber(current ?? 0) + asNumber(operand),
  $max: (current, operand) => (current === undefined || compareValues(operand, current) > 0 ? operand : current),
  $min: (current, operand) => (current === undefined || compareValues(operand, current) < 0 ? operand : current),
  $currentDate: (_current, operand, now) => {
    if (operand !== true) throw badValue('$currentDate: this test server knows true only');
    return now;
  },
};

/** Options of {@link applyUpdate}. */
export interface UpdateContext {
  /** Whether the document is being inserted by an upsert. */
  readonly isInsert: boolean;
  readonly now: Date;
}

/** @returns the document as the update leaves it: replaced, or changed field by field. */
export function applyUpdate(doc: Doc, update: unknown, { isInsert, now }: UpdateContext): Doc {
  if (Array.isArray(update)) throw badValue('this test server takes no pipeline as an update');
  const changes = asDoc(update, 'update');
  if (!isOperators(changes)) return replace(doc, changes);
  let changed = doc;
  for (const [name, fields] of Object.entries(changes)) {
    if (name === '$setOnInsert' && !isInsert) continue;
    const modify = MODIFIERS[name === '$setOnInsert' ? '$set' : name];
    if (modify === undefined) throw new ServerError(9, 'FailedToParse', `Unknown modifier: ${name}`);
    for (const [path, operand] of Object.entries(asDoc(fields, name)))
      changed = withValueAt(changed, path, modify(valueAt(changed, path), operand, now));
  }
  assertSameId(doc, changed);
  return changed;
}

/** @returns what an upsert starts from: the equality conditions of the filter. */
export function startOfUpsert(filter: Doc): Doc {
  let start: Doc = {};
  for (const [path, condition] of Object.entries(filter)) {
    if (path.startsWith('$')) continue;
    if (!isOperators(condition)) start = withValueAt(start, path, condition);
    else if ('$eq' in condition) start = withValueAt(start, path, condition['$eq']);
  }
  return start;
}

function replace(doc: Doc, replacement: Doc): Doc {
  const operator = Object.keys(replacement).find((name) => name.startsWith('$'));
  if (operator !== undefined) throw new ServerError(52, 'DollarPrefixedFieldName', `The field '${operator}' is not valid for storage.`);
  const replaced = { ...('_id' in doc ? { _id: doc['_id'] } : {}), ...replacement };
  assertSameId(doc, replaced);
  return replaced;
}

function assertSameId(before: Doc, after: Doc): void {
  if ('_id' in before && compareValues(before['_id'], after['_id']) !== 0)
    throw new ServerError(66, 'ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'");
}

function asNumber(value: unknown): number {
  if (typeof value !== 'number') throw new ServerError(14, 'TypeMismatch', 'Cannot increment with a non-numeric argument');
  return value;
}
