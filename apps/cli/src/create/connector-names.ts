import { UsageError } from '../errors/usage-error.ts';

/** One name in the forms in which code and texts have it. */
export interface ConnectorNames {
  /** `made-up`: the id, the folder, the names of files. */
  readonly kebab: string;
  /** `madeUp`: values. */
  readonly camel: string;
  /** `MadeUp`: types. */
  readonly pascal: string;
  /** `Made Up`: as people read it. */
  readonly title: string;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MAX_LENGTH = 40;
/** What a name would hide: an id of this program, a word of the language, a folder of node. */
const RESERVED = new Set(['all', 'blank-crm', 'class', 'default', 'delete', 'export', 'function', 'import', 'new', 'node-modules', 'test']);

/**
 * @returns the forms of a connector's name.
 * @throws {UsageError} that shows a name which would do.
 */
export function toConnectorNames(name: string): ConnectorNames {
  if (!NAME.test(name) || name.length > MAX_LENGTH)
    throw new UsageError(
      `the name of a connector is lower-case words with hyphens, at most ${MAX_LENGTH} characters, such as ${toExample(name)}`,
    );
  if (RESERVED.has(name)) throw new UsageError(`a connector cannot be called ${name}: choose another name, such as ${name}-crm`);
  const words = name.split('-');
  const pascal = words.map(capitalize).join('');
  return { kebab: name, camel: pascal.charAt(0).toLowerCase() + pascal.slice(1), pascal, title: words.map(capitalize).join(' ') };
}

/** What was meant, perhaps. */
function toExample(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, MAX_LENGTH);
  return NAME.test(words) && !RESERVED.has(words) ? words : 'made-up';
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
