import { badValue } from './server-error.ts';
import { compareValues, typeOf } from './compare-values.ts';
import { asDocs, isDoc, valueAt, type Doc } from './document.ts';

type Test = (value: unknown, operand: unknown) => boolean;

/** The operators that this server knows; each tests one value. */
const OPERATORS: Readonly<Record<string, Test>> = {
  $eq: isEqual,
  $in: isOneOf,
  $lt: (value, operand) => isSameType(value, operand) && compareValues(value, operand) < 0,
  $lte: (value, operand) => isSameType(value, operand) && compareValues(value, operand) <= 0,
  $gt: (value, operand) => isSameType(value, operand) && compareValues(value, operand) > 0,
  $gte: (value, operand) => isSameType(value, operand) && compareValues(value, operand) >= 0,
};

/** @returns whether the document meets the filter. An operator that is not known is an error, never ignored. */
export function matches(doc: Doc, filter: Doc): boolean {
  return Object.entries(filter).every(([key, condition]) => {
    if (key === '$and') return asDocs(condition, key).every((part) => matches(doc, part));
    if (key === '$or') return asDocs(condition, key).some((part) => matches(doc, part));
    if (key.startsWith('$')) throw badValue(`unknown top level operator: ${key}`);
    return meets(valueAt(doc, key), condition);
  });
}

/** @returns whether a condition is written in operators, as `{ $lt: 5 }`, and is not itself a value. */
export function isOperators(condition: unknown): condition is Doc {
  if (!isDoc(condition)) return false;
  const names = Object.keys(condition);
  return names.length > 0 && names.every((name) => name.startsWith('$'));
}

function meets(value: unknown, condition: unknown): boolean {
  if (!isOperators(condition)) return anyOf(value, condition, isEqual);
  return Object.entries(condition).every(([name, operand]) => {
    if (name === '$exists') return (value !== undefined) === operand;
    if (name === '$ne') return !anyOf(value, operand, isEqual);
    if (name === '$nin') return !anyOf(value, operand, isOneOf);
    const test = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (test === undefined) throw badValue(`unknown operator: ${name}`);
    return anyOf(value, operand, test);
  });
}

/** A list meets a condition when it does itself, or one of its members. */
function anyOf(value: unknown, operand: unknown, test: Test): boolean {
  return test(value, operand) || (Array.isArray(value) && value.some((member) => test(member, operand)));
}

function isEqual(value: unknown, operand: unknown): boolean {
  return compareValues(value, operand) === 0;
}

function isOneOf(value: unknown, operand: unknown): boolean {
  if (!Array.isArray(operand)) throw badValue('$in and $nin need an array');
  return operand.some((candidate) => isEqual(value, candidate));
}

/** Comparisons reach values of their own type only. */
function isSameType(value: unknown, operand: unknown): boolean {
  return typeOf(value) === typeOf(operand);
}
