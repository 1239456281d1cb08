import type { Simulation } from '@frigg-crm/testing';
import type { Tenant } from '../system/tenant.ts';

/** Quo holds exactly the people of the CRM, each once, in their newest version. @param mayStay - Who may be there although they are gone. */
export function checkContacts(simulation: Simulation, tenant: Tenant, mayStay: (id: string) => boolean): void {
  const invariant = "Quo holds exactly the CRM's people, in their newest version";
  const wanted = tenant.expected();
  const missing = new Map(wanted);
  const found = new Set<string>();
  for (const { externalId, defaultFields } of tenant.quo.contacts()) {
    const id = externalId ?? '';
    const expected = wanted.get(id);
    if (found.has(id)) simulation.fail('never a second contact for one person', id);
    found.add(id);
    missing.delete(id);
    if (expected === undefined) {
      if (!mayStay(id)) simulation.fail(invariant, `${id} should not be there`);
      continue;
    }
    const held = `${defaultFields.firstName} ${defaultFields.phoneNumbers.map(({ value }) => value).join()}`;
    if (held !== `${expected.firstName} ${expected.phone}`) simulation.fail(invariant, `${id} is ${held}, not ${expected.firstName}`);
  }
  const [first] = missing.keys();
  if (first !== undefined) simulation.fail(invariant, `${missing.size} are missing, ${first} for example`);
}
