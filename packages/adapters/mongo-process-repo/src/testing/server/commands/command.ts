import { asDoc, type Doc } from '../document.ts';
import { badValue, ServerError } from '../server-error.ts';
import type { DatabaseStore } from '../database-store.ts';
import type { ServerDeviations } from '../deviations.ts';
import type { StoredCollection } from '../stored-collection.ts';

/** What a command works on. */
export interface CommandContext {
  readonly store: DatabaseStore;
  readonly database: string;
  /** The server's clock. */
  readonly now: () => Date;
  readonly connectionId: number;
  readonly deviations: ServerDeviations;
  /** Where an update reads, when that is not what is stored now. */
  readonly readFrom?: StoredCollection | undefined;
}

/** One command of the server. */
export interface ServerCommand {
  /** The fields that it knows beside its own name; any other is an error. */
  readonly fields: readonly string[];
  readonly run: (command: Doc, context: CommandContext) => Doc;
}

/** Fields that every command may have. A standalone server knows no transaction numbers. */
const COMMON = ['$db', 'lsid', 'writeConcern', 'readConcern', 'maxTimeMS', 'comment', '$readPreference'];

/** @throws ServerError when the document has a field that is not among `known`. */
export function assertFields(what: string, doc: Doc, known: readonly string[]): void {
  const unknown = Object.keys(doc).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new ServerError(40415, 'Location40415', `BSON field '${what}.${unknown}' is an unknown field.`);
}

/** Runs a command after checking its fields. */
export function runCommand(name: string, { fields, run }: ServerCommand, command: Doc, context: CommandContext): Doc {
  assertFields(name, command, [name, ...fields, ...COMMON]);
  return run(command, context);
}

/** @returns the field as a number from 0 on, `fallback` when it is absent. */
export function readCount(command: Doc, field: string, fallback: number): number {
  const value = command[field] ?? fallback;
  if (typeof value !== 'number' || value < 0) throw badValue(`${field} must be a number, 0 or more`);
  return value;
}

/** @returns the field as a text. */
export function readText(command: Doc, field: string): string {
  const value = command[field];
  if (typeof value !== 'string') throw badValue(`${field} must be a string`);
  return value;
}

/** @returns the field as a document, an empty one when it is absent. */
export function readDoc(command: Doc, field: string): Doc {
  return asDoc(command[field] ?? {}, field);
}
