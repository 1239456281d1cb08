import { describeActivityTarget, type ActivityTargetUnderTest } from '@frigg-crm/crm-base/testing';
import type { ZohoSandboxOptions } from './sandbox/create-zoho-sandbox.ts';
import type { ZohoObjectType } from './client/zoho-modules.ts';
import { zohoFixture } from './test-support/zoho-fixture.ts';

/** Joins the connector to a sandbox without people; those who are added are of this type. */
function joinToSandbox(objectType: ZohoObjectType, faults?: ZohoSandboxOptions['faults']): ActivityTargetUnderTest {
  const fixture = zohoFixture({ contacts: 0, accounts: 0, faults }, { objectTypes: ['Contact', 'Lead', 'Account'] });
  const { sandbox, client, clock, integration: target } = fixture;
  // With faults the client waits: then the clock goes on until the end.
  let end: () => void = () => undefined;
  const running = faults === undefined ? undefined : clock.runUntil(new Promise<void>((resolve) => (end = resolve)));
  return {
    target,
    addPerson([Phone = null, Mobile = null]) {
      const { id } = { Contact: sandbox.contacts, Lead: sandbox.leads, Account: sandbox.accounts }[objectType].add({
        ...(objectType === 'Account' ? { Account_Name: 'Acme' } : { Last_Name: 'Ruiz' }),
        Phone,
        Mobile,
      });
      return { objectType, externalId: id };
    },
    textsOf({ externalId }) {
      const isAbout = (lookup: unknown): boolean => (lookup as { readonly id: string } | undefined)?.id === externalId;
      const calls = sandbox.calls().filter(({ Who_Id, What_Id }) => isAbout(Who_Id) || isAbout(What_Id));
      const notes = sandbox.notes().filter(({ Parent_Id }) => isAbout(Parent_Id));
      return [
        ...calls.map(({ Subject, Description }) => `${String(Subject)}\n${String(Description)}`),
        ...notes.map(({ Note_Title, Note_Content }) => `${String(Note_Title)}\n${String(Note_Content)}`),
      ];
    },
    deleteInCrm: async (id, { kind }) => (kind === 'call' ? client.calls.delete(id) : client.notes.delete(id)),
    async close() {
      end();
      await running;
    },
  };
}

describeActivityTarget('Zoho CRM with contacts', { make: () => joinToSandbox('Contact') });
describeActivityTarget('Zoho CRM with leads', { make: () => joinToSandbox('Lead') });
describeActivityTarget('Zoho CRM with accounts', { make: () => joinToSandbox('Account') });
// A write that was refused for the moment is sent again; a 503 leaves open whether it was carried out, and is the engine's.
describeActivityTarget('Zoho CRM with faults', { make: () => joinToSandbox('Contact', { rateLimited: 0.2 }) });
