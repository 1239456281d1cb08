import type { SandboxPhoneNumber } from '../sandbox/workspace.ts';

/** Numbers `PN001` to `PN<count>` of a workspace. */
export function somePhoneNumbers(count: number): readonly SandboxPhoneNumber[] {
  return Array.from({ length: count }, (_, index) => {
    const digits = String(index + 1).padStart(3, '0');
    return { id: `PN${digits}`, number: `+15550000${digits}`, name: `Line ${digits}`, symbol: null, userIds: ['US1'] };
  });
}

/** Their ids. */
export function somePhoneNumberIds(count: number): readonly string[] {
  return somePhoneNumbers(count).map(({ id }) => id);
}
