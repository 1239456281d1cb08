import type { JsonObject } from '@frigg-crm/core';
import { toPageToken, toProblems, userQuerySchema } from './list-query.ts';
import type { SandboxRoute } from './sandbox-route.ts';
import type { SandboxState } from './sandbox-state.ts';
import type { SandboxPhoneNumber, SandboxUser } from './workspace.ts';
import { toPhoneNumberAnswer, toUserAnswer } from './workspace.ts';

/** Who and what belongs to the workspace. */
export interface Workspace {
  readonly phoneNumbers: readonly SandboxPhoneNumber[];
  readonly users: readonly SandboxUser[];
}

/** Phone numbers, users and custom fields: they can be read only. */
export function createWorkspaceRoutes({ fail, customFields }: SandboxState, { phoneNumbers, users }: Workspace): readonly SandboxRoute[] {
  const one = (item: JsonObject | undefined, area: 'phone-numbers' | 'users'): Response =>
    item === undefined ? fail(area, 404) : Response.json({ data: item });
  return [
    {
      method: 'GET',
      path: '/v1/phone-numbers',
      area: 'phone-numbers',
      handle({ query }) {
        const userId = query['userId']?.[0];
        const visible = phoneNumbers.filter(({ userIds }) => userId === undefined || userIds.includes(userId));
        return Response.json({ data: visible.map((phoneNumber) => toPhoneNumberAnswer(phoneNumber, users)) });
      },
    },
    {
      method: 'GET',
      path: '/v1/phone-numbers/:id',
      area: 'phone-numbers',
      handle({ id }) {
        if (!id.startsWith('PN')) return fail('phone-numbers', 400);
        const found = phoneNumbers.find((phoneNumber) => phoneNumber.id === id);
        return one(found === undefined ? undefined : toPhoneNumberAnswer(found, users), 'phone-numbers');
      },
    },
    {
      method: 'GET',
      path: '/v1/users',
      area: 'users',
      handle({ query }) {
        const parsed = userQuerySchema.safeParse(query);
        if (!parsed.success) return fail('users', 400, { problems: toProblems(parsed.error) });
        const [limit] = parsed.data.maxResults;
        const [start] = parsed.data.pageToken ?? [0];
        const end = start + limit;
        const nextPageToken = end < users.length ? toPageToken(end) : null;
        return Response.json({ data: users.slice(start, end).map(toUserAnswer), totalItems: limit, nextPageToken });
      },
    },
    {
      method: 'GET',
      path: '/v1/users/:id',
      area: 'users',
      handle({ id }) {
        if (!id.startsWith('US')) return fail('users', 400);
        const found = users.find((user) => user.id === id);
        return one(found === undefined ? undefined : toUserAnswer(found), 'users');
      },
    },
    { method: 'GET', path: '/v1/contact-custom-fields', area: 'custom-fields', handle: () => Response.json({ data: customFields }) },
  ];
}
