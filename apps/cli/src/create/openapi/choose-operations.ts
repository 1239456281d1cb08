import { UsageError } from '../../errors/usage-error.ts';
import { CREATE_FLAGS } from '../../config/create-flags.ts';
import { nameOf } from '../../config/flag.ts';
import { refuse, type OpenApiDocument, type OpenApiOperation } from './read-openapi.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** One call of an OpenAPI file. */
export interface Call {
  readonly method: Uppercase<(typeof METHODS)[number]>;
  readonly path: string;
  readonly operation: OpenApiOperation;
  /** The name of the endpoint of the template that it looks like. */
  readonly role: string | undefined;
}

const PEOPLE = '(people|persons?|contacts?|clients?|customers?|leads?|patients?|members?|individuals?)';
const NOTES = '(notes?|comments?|activities|engagements?)';
const HOOKS = '(web[-_]?hooks?|hooks?|subscriptions?|watch(es)?)';
const ID = '[{][^/]+[}]';

/** Which endpoint of the template a call looks like, by method and end of the path; the first that fits. */
const ROLES: readonly (readonly [role: string, method: RegExp, path: RegExp])[] = [
  ['listDeletedPeople', /GET/, new RegExp(`(${PEOPLE}/)?(deleted|tombstones)$`, 'i')],
  ['searchPeople', /GET|POST/, new RegExp(`${PEOPLE}/(search|find|lookup)$`, 'i')],
  ['listPeople', /GET/, new RegExp(`/${PEOPLE}$`, 'i')],
  ['getPerson', /GET/, new RegExp(`/${PEOPLE}/${ID}$`, 'i')],
  ['createNote', /POST/, new RegExp(`/${NOTES}$`, 'i')],
  ['listNotes', /GET/, new RegExp(`/${NOTES}$`, 'i')],
  ['updateNote', /PUT|PATCH/, new RegExp(`/${NOTES}/${ID}$`, 'i')],
  ['deleteNote', /DELETE/, new RegExp(`/${NOTES}/${ID}$`, 'i')],
  ['createHook', /POST/, new RegExp(`/${HOOKS}$`, 'i')],
  ['listHooks', /GET/, new RegExp(`/${HOOKS}$`, 'i')],
  ['deleteHook', /DELETE/, new RegExp(`/${HOOKS}/${ID}$`, 'i')],
  ['getAccount', /GET/, /\/(me|self|whoami|account|users\/me|org|organization)$/i],
];

/**
 * @param paths - Beginnings of paths. @defaultValue whatever looks like an endpoint of the template
 * @returns the calls to write, in the order of the file.
 * @throws {UsageError} when there are none.
 */
export function chooseCalls(document: OpenApiDocument, paths: readonly string[] | undefined): readonly Call[] {
  const all = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((name): Call[] => {
      const operation = item[name];
      const method = name.toUpperCase() as Call['method'];
      if (operation === undefined) return [];
      return [{ method, path, operation: { ...operation, parameters: mergeParameters(item, operation) }, role: roleOf(method, path) }];
    }),
  );
  if (paths === undefined) {
    const likely = all.filter(({ role }) => role !== undefined);
    if (likely.length > 0) return likely;
    throw refuse(`has no path that looks like people: choose some with --paths, such as ${all[0]?.path ?? '/people'}`);
  }
  const unknown = paths.find((path) => !all.some((call) => isBelow(call.path, path)));
  if (unknown !== undefined)
    throw new UsageError(
      `${nameOf(CREATE_FLAGS.paths)}: the file has no path that begins with ${unknown}; it has ${similar(all, unknown)}`,
    );
  return all.filter((call) => paths.some((path) => isBelow(call.path, path)));
}

function mergeParameters(item: OpenApiDocument['paths'][string], { parameters = [] }: OpenApiOperation): OpenApiOperation['parameters'] {
  return [...(item.parameters ?? []), ...parameters];
}

function roleOf(method: string, path: string): string | undefined {
  return ROLES.find(([, methods, end]) => methods.test(method) && end.test(path))?.[0];
}

function isBelow(path: string, beginning: string): boolean {
  return path === beginning || path.startsWith(beginning.endsWith('/') ? beginning : `${beginning}/`);
}

/** A few paths that share a word with what was asked for, else the first ones. */
function similar(calls: readonly Call[], wanted: string): string {
  const all = [...new Set(calls.map(({ path }) => path))];
  const words = wanted
    .toLowerCase()
    .split('/')
    .filter((word) => word.length > 2);
  const alike = all.filter((path) => words.some((word) => path.toLowerCase().includes(word.slice(0, 5))));
  return (alike.length > 0 ? alike : all).slice(0, 5).join(', ');
}
