import { ApiRefusedError } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import { aQuoContact } from '../test-support/a-quo-contact.ts';
import { createQuoSystem, type QuoSystem } from '../test-support/quo-system.ts';

const PATH = '/defaultFields/phoneNumbers/0/value';
const FIELD = 'defaultFields.phoneNumbers.0.value';
const VALUE = '+15559876543';

/** A workspace that refuses contacts in a company named Bolt for their number. */
function createRefusingSystem(client: Parameters<typeof createQuoSystem>[0] = {}): QuoSystem {
  const refuse = ({ defaultFields }: { readonly defaultFields: { readonly company: string | null } }) =>
    defaultFields.company === 'Bolt' ? { status: 400, path: PATH } : undefined;
  return createQuoSystem({ ...client, sandbox: { refuse } });
}

it.each([
  ['public', {}],
  ['partner', { partnerKey: 'partner-secret' }],
] as const)('names the field and the code by which Quo refuses a new contact (%s surface), never the value', async (_surface, client) => {
  const { quo, run } = createRefusingSystem({ client });
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact({ defaultFields: { company: 'Bolt' } })]));
  expect(outcome).toMatchObject({ kind: 'refused', externalId: 'rec-1', code: '0801400', fields: [FIELD] });
  expect(outcome).toHaveProperty('message', expect.stringContaining(`(400, 0801400, at ${FIELD}, trace`));
  expect(JSON.stringify(outcome)).not.toContain(VALUE);
});

it('names the field of a refused update, and that of a refused create in the error', async () => {
  const { quo, run } = createRefusingSystem();
  await run(quo.contacts.upsertMany([aQuoContact()]));
  const changed = aQuoContact({ defaultFields: { company: 'Bolt' } });
  expect(await run(quo.contacts.upsertMany([changed]))).toMatchObject([{ kind: 'refused', code: '0801400', fields: [FIELD] }]);
  const error: unknown = await run(quo.contacts.create({ ...changed, externalId: 'rec-2' }).catch((reason: unknown) => reason));
  expect(error).toBeInstanceOf(ApiRefusedError);
  expect(error).toMatchObject({ apiCode: '0801400', fields: [FIELD], status: 400 });
});

it('quotes the value in the response of the sandbox, as the specification of Quo does', async () => {
  const { sandbox } = createRefusingSystem();
  const headers = { authorization: 'key-1', 'content-type': 'application/json' };
  const body = JSON.stringify({ externalId: 'rec-1', defaultFields: aQuoContact({ defaultFields: { company: 'Bolt' } }).defaultFields });
  const response = await sandbox.fetch(new Request('https://api.quo.com/v1/contacts', { method: 'POST', headers, body }));
  expect(await response.json()).toMatchObject({
    code: '0801400',
    title: 'Invalid Custom Field Item',
    description: 'Invalid Custom Field Item',
    status: 400,
    errors: [{ path: PATH, message: 'Refused', value: VALUE, schema: { type: 'object' } }],
  });
});

it.each([
  ['externalId', 'INVALID_EXTERNAL_ID', { externalId: '' }],
  ['source', 'INVALID_SOURCE', { source: 'csv' }],
  ['sourceUrl', 'INVALID_SOURCE_URL', { sourceUrl: '/people/1' }],
  ['customFields.0.key', 'INVALID_CUSTOM_FIELD', { customFields: [{ key: '', value: 'gold' }] }],
  ['defaultFields.phoneNumbers', 'NO_PHONE_NUMBER', { defaultFields: { phoneNumbers: [] } }],
] as const)('names %s when a contact is refused before any call (%s)', async (field, code, wrong) => {
  const { quo, run, log } = createQuoSystem();
  expect(await run(quo.contacts.upsertMany([aQuoContact(wrong)]))).toMatchObject([{ kind: 'refused', code, fields: [field] }]);
  expect(log().filter((operation) => !operation.startsWith('GET'))).toEqual([]);
});
