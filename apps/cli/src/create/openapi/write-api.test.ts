import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { toConnectorNames } from '../connector-names.ts';
import { chooseCalls } from './choose-operations.ts';
import { readOpenApi } from './read-openapi.ts';
import { writeApi } from './write-api.ts';

const FIXTURE = fileURLToPath(new URL('__fixtures__/larkspur.openapi.json', import.meta.url));

function write(paths?: readonly string[]): ReturnType<typeof writeApi> {
  const document = readOpenApi(FIXTURE);
  return writeApi(document, chooseCalls(document, paths), toConnectorNames('larkspur'));
}

describe('writeApi', () => {
  it('writes the calls that look like people and notes, with the path of the server', () => {
    const { text, byRole } = write();
    expect(text).toContain("listPeople: defineEndpoint({ path: '/people', base: '/v1', query: (input: ListPeopleInput) =>");
    expect(text).toContain(
      "getPeoplePersonId: defineEndpoint({ path: '/people/{personId}', base: '/v1', schema: personSchema, gone: () => undefined })",
    );
    expect(text).not.toContain('listInvoices');
    expect([...byRole]).toEqual([
      ['listPeople', ['larkspurApi.listPeople']],
      ['getPerson', ['larkspurApi.getPeoplePersonId']],
      ['createNote', ['larkspurApi.createNote']],
    ]);
  });

  it('writes what a call is given: parts of the path, parameters of whatever name, and a body', () => {
    const { text } = write();
    const input =
      "readonly limit?: number | undefined; readonly 'filter[changed_since]'?: string | undefined; readonly ids: readonly string[];";
    expect(text).toContain(`interface ListPeopleInput { ${input} }`);
    expect(text).toContain("({ limit: input.limit, 'filter[changed_since]': input['filter[changed_since]'], ids: input.ids })");
    expect(text).toContain('interface CreateNoteInput { readonly personId: string | number; readonly body: JsonValue; }');
    expect(text).toContain('json: (input: CreateNoteInput) => input.body, schema: z.object({ id: z.number() })');
  });

  it('writes schemas that tolerate what is absent, null or new, and follow no schema into itself', () => {
    const person = [
      'id: z.string()',
      'changed_at: z.string().nullish()',
      'kind: z.string()',
      'phones: z.array(z.string()).nullish()',
      'company: z.string().nullable()',
      'manager: z.unknown()',
      "'custom-fields': z.record(z.string(), z.union([z.string(), z.number()]).nullable()).nullish()",
    ];
    const { text } = write();
    expect(text).toContain(`const personSchema = z.object({ ${person.join(', ')} });`);
    expect(text).toContain('const peopleSchema = z.object({ people: z.array(personSchema), next: z.string().nullish() });');
  });

  it('writes the calls below chosen paths, and shows them where people are listed when they look like none', () => {
    const { text, byRole } = write(['/invoices', '/people/{person-id}']);
    expect(text).toContain("listInvoices: defineEndpoint({ path: '/invoices', base: '/v1' })");
    expect(text).toContain("deleteCall: defineEndpoint({ method: 'DELETE', path: '/people/{personId}', base: '/v1' })");
    expect(text).not.toContain('listPeople:');
    expect([...byRole.keys()]).toEqual(['getPerson', 'createNote']);
    expect([...write(['/invoices']).byRole]).toEqual([['listPeople', ['larkspurApi.listInvoices']]]);
  });
});
