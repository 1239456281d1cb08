import * as z from 'zod';

/** Schemas that have a name in the OpenAPI document. A registry of this package: two copies of it share nothing. */
export const COMPONENTS = z.registry<{ readonly id: string }>();

/** What a query parameter looks like in the document, where its text is turned into something else. */
export const PARAMETERS = z.registry<{ readonly schema: Readonly<Record<string, unknown>> }>();

/** Gives a schema its name in the OpenAPI document. @returns the schema. */
export function defineComponent<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  COMPONENTS.add(schema, { id });
  return schema;
}
