import * as z from 'zod';
import { takeName, toIdentifier, toProperty } from './identifiers.ts';
import { resolveReference, type OpenApiDocument } from './read-openapi.ts';

const typeSchema = z.union([z.string().transform((type) => [type]), z.array(z.string())]);

/** What is read of a schema object; a part that is odd counts as absent. */
const nodeSchema = z.looseObject({
  $ref: z.string().optional().catch(undefined),
  type: typeSchema.optional().catch(undefined),
  nullable: z.boolean().optional().catch(undefined),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional().catch(undefined),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional().catch(undefined),
  required: z.array(z.string()).optional().catch(undefined),
  additionalProperties: z.unknown().optional(),
  allOf: z.array(z.unknown()).optional().catch(undefined),
  anyOf: z.array(z.unknown()).optional().catch(undefined),
  oneOf: z.array(z.unknown()).optional().catch(undefined),
});
type Node = z.output<typeof nodeSchema>;

const UNKNOWN = 'z.unknown()';
const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'z.string()',
  number: 'z.number()',
  integer: 'z.number()',
  boolean: 'z.boolean()',
  null: 'z.null()',
};
/** Deeper than this, a schema says more than a connector reads. */
const MAX_DEPTH = 12;

/**
 * Writes schemas of an OpenAPI file as zod reads them. They are for responses, so they tolerate what real ones differ in:
 * what is not required may be null or absent, values of an enumeration are texts, formats are not checked, and fields that
 * the file does not know pass.
 */
export class SchemaWriter {
  readonly #document: OpenApiDocument;
  readonly #taken: Set<string>;
  readonly #names = new Map<string, string>();
  readonly #isOpen = new Set<string>();
  readonly #declarations: string[] = [];

  constructor(document: OpenApiDocument, taken: Set<string>) {
    this.#document = document;
    this.#taken = taken;
  }

  /** The constants that were needed so far, each after those that it needs. */
  get declarations(): readonly string[] {
    return this.#declarations;
  }

  /** @returns the expression of a schema. */
  write(schema: unknown, depth = 0): string {
    const node = nodeSchema.safeParse(schema).data;
    if (node === undefined || depth > MAX_DEPTH) return UNKNOWN;
    if (node.$ref !== undefined) return this.#writeReference(node.$ref, depth);
    const types = node.type?.filter((type) => type !== 'null') ?? [];
    const written = this.#writeNode(node, types, depth);
    const isNullable = node.nullable === true || (node.type !== undefined && types.length > 0 && types.length < node.type.length);
    return isNullable && written !== UNKNOWN ? `${written}.nullable()` : written;
  }

  /** A schema that contains itself is not followed twice. */
  #writeReference(reference: string, depth: number): string {
    const known = this.#names.get(reference);
    if (known !== undefined) return known;
    if (this.#isOpen.has(reference)) return UNKNOWN;
    this.#isOpen.add(reference);
    const expression = this.write(resolveReference(this.#document, reference), depth + 1);
    this.#isOpen.delete(reference);
    // What is short is written where it is used.
    if (!expression.includes('z.object(')) return expression;
    const name = takeName(`${toIdentifier(reference.split('/').at(-1) ?? '')}Schema`, this.#taken);
    this.#names.set(reference, name);
    this.#declarations.push(`const ${name} = ${expression};`);
    return name;
  }

  #writeNode(node: Node, types: readonly string[], depth: number): string {
    const choices = node.oneOf ?? node.anyOf ?? (types.length > 1 ? types.map((type) => ({ ...node, type, nullable: false })) : undefined);
    if (node.allOf !== undefined) return this.#writeObject(this.#merge(node, depth), depth);
    if (choices !== undefined) return this.#writeUnion(choices, depth);
    const [type] = types;
    if (type === 'array') return `z.array(${this.write(node.items, depth + 1)})`;
    if (type === 'object' || node.properties !== undefined) return this.#writeObject(node, depth);
    return type === undefined ? this.#writeValues(node, depth) : (PRIMITIVES[type] ?? UNKNOWN);
  }

  /** Of a schema that names its values and no type. */
  #writeValues({ const: only, enum: values = only === undefined ? [] : [only] }: Node, depth: number): string {
    const typeOf = (value: unknown): object => ({ type: value === null ? 'null' : typeof value });
    return this.#writeUnion(values.map(typeOf), depth);
  }

  #writeUnion(choices: readonly unknown[], depth: number): string {
    const isNull = (choice: unknown): boolean => nodeSchema.safeParse(choice).data?.type?.every((type) => type === 'null') === true;
    const some = choices.filter((choice) => !isNull(choice));
    const written = [...new Set(some.map((choice) => this.write(choice, depth + 1)))];
    if (written.length === 0 || written.includes(UNKNOWN)) return UNKNOWN;
    const union = written.length === 1 ? (written[0] ?? UNKNOWN) : `z.union([${written.join(', ')}])`;
    return some.length < choices.length ? `${union}.nullable()` : union;
  }

  #writeObject({ properties = {}, required = [], additionalProperties: further }: Node, depth: number): string {
    const fields = Object.entries(properties).filter(([field]) => field !== '');
    if (fields.length === 0) {
      const value = typeof further === 'object' && further !== null ? this.write(further, depth + 1) : UNKNOWN;
      return `z.record(z.string(), ${value})`;
    }
    const written = fields.map(([field, schema]) => {
      const expression = this.write(schema, depth + 1);
      // What may be absent may be null, too.
      const isOptional = !required.includes(field) && expression !== UNKNOWN;
      return `${toProperty(field)}: ${isOptional ? `${expression.replace(/[.]nullable\(\)$/, '')}.nullish()` : expression}`;
    });
    return `z.object({ ${written.join(', ')} })`;
  }

  /** All parts of `allOf` as one object. */
  #merge({ allOf = [], ...node }: Node, depth: number): Node {
    const parts = [node as Node, ...allOf.map((part) => this.#resolve(part, depth))];
    return {
      ...node,
      const: undefined,
      items: undefined,
      additionalProperties: parts.map((part) => part.additionalProperties).find((further) => further !== undefined),
      properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
      required: parts.flatMap(({ required = [] }) => required),
    };
  }

  #resolve(schema: unknown, depth: number): Node {
    const node = nodeSchema.parse(typeof schema === 'object' && schema !== null ? schema : {});
    if (depth > MAX_DEPTH) return { ...node, properties: {} };
    if (node.$ref !== undefined) return this.#resolve(resolveReference(this.#document, node.$ref), depth + 1);
    return node.allOf === undefined ? node : this.#merge(node, depth + 1);
  }
}
