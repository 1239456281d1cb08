import type { JsonObject } from '@frigg-crm/core';

/** A phone number of the sandbox's workspace. */
export interface SandboxPhoneNumber {
  /** Begins with `PN`. */
  readonly id: string;
  /** E.164. */
  readonly number: string;
  readonly name: string;
  readonly symbol: string | null;
  /** Ids of the users who share it. */
  readonly userIds: readonly string[];
}

/** A member of the sandbox's workspace. */
export interface SandboxUser {
  /** Begins with `US`. */
  readonly id: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly role: 'owner' | 'admin' | 'member';
}

const CREATED_AT = '2025-01-01T00:00:00.000Z';

/** The workspace of a sandbox that is given none. */
export const DEFAULT_USERS: readonly SandboxUser[] = [
  { id: 'US1', email: 'ann@example.com', firstName: 'Ann', lastName: 'Lee', role: 'owner' },
  { id: 'US2', email: 'bo@example.com', firstName: 'Bo', lastName: null, role: 'member' },
];

/** The numbers of a sandbox that is given none. */
export const DEFAULT_PHONE_NUMBERS: readonly SandboxPhoneNumber[] = [
  { id: 'PN1', number: '+15551234567', name: 'Sales Line', symbol: '📞', userIds: ['US1', 'US2'] },
  { id: 'PN2', number: '+15557654321', name: 'Support', symbol: null, userIds: ['US1'] },
];

/** A user as the API shows it (Quo API, Get a user by id). */
export function toUserAnswer({ id, email, firstName, lastName, role }: SandboxUser): JsonObject {
  return { id, email, firstName, lastName, pictureUrl: null, role, createdAt: CREATED_AT, updatedAt: CREATED_AT };
}

/** A phone number as the API shows it (Quo API, Get a phone number by id). */
export function toPhoneNumberAnswer({ id, number, name, symbol, userIds }: SandboxPhoneNumber, users: readonly SandboxUser[]): JsonObject {
  const members = users.filter((user) => userIds.includes(user.id));
  const allowed = { CA: 'unrestricted', US: 'unrestricted', Intl: 'restricted' };
  return {
    id,
    groupId: `GR${id.slice(2)}`,
    name,
    number,
    formattedNumber: number,
    symbol,
    forward: null,
    portRequestId: null,
    portingStatus: null,
    users: members.map(({ id: userId, email, firstName, lastName, role }) => ({
      id: userId,
      email,
      firstName,
      lastName,
      role,
      groupId: `GR${userId.slice(2)}`,
    })),
    restrictions: { calling: allowed, messaging: allowed },
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
  };
}
