import type { CallOptions, JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import { defineUserAction, type UserAction } from './user-action.ts';

type ActionHead = Pick<UserAction, 'event' | 'title' | 'description'>;

/** How a CRM is searched by text, for {@link searchAction}. */
export interface SearchActionOptions<Kind extends string> extends ActionHead {
  /** How many characters a term may have. */
  readonly term: { readonly least: number; readonly most: number };
  /** The field that says what is searched: one of these kinds, or all. */
  readonly field: string;
  readonly kinds: readonly Kind[];
  /** What the list of results is called. */
  readonly results: string;
  /** @returns what is found, the best first. */
  readonly search: (
    term: string,
    options: CallOptions & { readonly kinds: readonly Kind[]; readonly limit: number },
  ) => Promise<readonly object[]>;
}

const MAX_FOUND = 20;

/** Makes the action that searches a CRM by text. It shows 20 results at most. */
export function searchAction<const Kind extends string>(options: SearchActionOptions<Kind>): UserAction {
  const { term, field, kinds, results, search, ...head } = options;
  const form = z.object({
    term: z.string().trim().min(term.least).max(term.most).meta({ title: 'Search for' }),
    [field]: z
      .enum<readonly string[]>([...kinds, 'all'])
      .default('all')
      .meta({ title: 'What' }),
  });
  return defineUserAction({
    ...head,
    type: 'SEARCH',
    form,
    isRepeatable: true,
    async run(input, { signal }) {
      // The form has read both.
      const [text, kind] = [input['term'] as string, input[field] as Kind | 'all'];
      const found = await search(text, { kinds: kind === 'all' ? kinds : [kind], limit: MAX_FOUND, signal });
      return { [results]: found.map((each) => ({ ...each })) };
    },
  });
}

/** How a record is created, for {@link createAction}. */
export interface CreateActionOptions<FormSchema extends z.ZodObject> extends ActionHead, Pick<UserAction<FormSchema>, 'form' | 'choices'> {
  /** What the id of the record is called in the result. */
  readonly result: string;
  /** @returns the id. */
  readonly create: (input: z.output<FormSchema>, options: CallOptions) => Promise<string>;
  /** @returns the id of the record that was created at or after this time (ISO 8601), when the response to its creation was lost. */
  readonly find: (input: z.output<FormSchema>, since: string, options: CallOptions) => Promise<string | undefined>;
}

/** Makes the action that creates one record, however often its button is clicked. */
export function createAction<FormSchema extends z.ZodObject>(options: CreateActionOptions<FormSchema>): UserAction<FormSchema> {
  const { result, create, find, ...action } = options;
  return defineUserAction({
    ...action,
    type: 'DATA',
    isRepeatable: false,
    run: async (input, { signal }) => ({ [result]: await create(input, { signal }) }),
    async findResult(input, { signal, requestedAt }) {
      const id = await find(input, requestedAt, { signal });
      return id === undefined ? undefined : { [result]: id };
    },
  });
}

/** Makes the action that reports something, and needs to know nothing. */
export function reportAction({ read, ...head }: ActionHead & { readonly read: (options: CallOptions) => Promise<JsonObject> }): UserAction {
  return defineUserAction({
    ...head,
    type: 'REPORT',
    form: z.object({}),
    isRepeatable: true,
    run: async (_input, { signal }) => read({ signal }),
  });
}
