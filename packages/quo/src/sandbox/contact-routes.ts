import { toContactAnswer } from './contact-answer.ts';
import { createContactSchemas } from './contact-input.ts';
import type { ContactWrites } from './contact-writes.ts';
import { contactQuerySchema, toPageToken, toProblems } from './list-query.ts';
import type { SandboxContact } from './sandbox-contact.ts';
import type { SandboxRoute } from './sandbox-route.ts';
import type { SandboxState } from './sandbox-state.ts';

/** The contacts as every workspace reaches them. */
export function createContactRoutes(state: SandboxState, writes: ContactWrites): readonly SandboxRoute[] {
  const { store, fail, customFields } = state;
  const area = 'contacts';
  const { create, patch } = createContactSchemas('public');
  const notFound = (): Response => fail(area, 404);

  return [
    {
      method: 'GET',
      path: '/v1/contacts',
      area,
      handle({ query }) {
        const parsed = contactQuerySchema.safeParse(query);
        return parsed.success ? list(state, parsed.data) : fail(area, 400, { problems: toProblems(parsed.error) });
      },
    },
    { method: 'POST', path: '/v1/contacts', area, handle: ({ body }) => writes.create(body, create) },
    {
      method: 'GET',
      path: '/v1/contacts/:id',
      area,
      handle({ id }) {
        const contact = store.get(id);
        return contact === undefined ? notFound() : Response.json({ data: toContactAnswer(contact, customFields) });
      },
    },
    { method: 'PATCH', path: '/v1/contacts/:id', area, handle: ({ id, body }) => writes.update(id, body, patch) },
    {
      method: 'DELETE',
      path: '/v1/contacts/:id',
      area,
      handle: ({ id }) => (store.delete(id) ? new Response(null, { status: 204 }) : notFound()),
    },
  ];
}

interface ContactQuery {
  readonly externalIds?: readonly string[] | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly maxResults: readonly [number];
  readonly pageToken?: readonly [number] | undefined;
}

function list(
  { store, customFields }: SandboxState,
  { externalIds, sources, maxResults: [limit], pageToken: [start] = [0] }: ContactQuery,
): Response {
  const page: SandboxContact[] = [];
  let nextPageToken: string | null = null;
  for (const { contact, next } of externalIds === undefined
    ? store.from(start)
    : startingAt(
        start,
        externalIds.flatMap((externalId) => store.findByExternalId(externalId)),
      )) {
    if (sources !== undefined && !sources.includes(contact.source)) continue;
    if (page.length === limit) {
      nextPageToken = toPageToken(next - 1);
      break;
    }
    page.push(contact);
  }
  // Quo says of itself that totalItems is not accurate: no client may rely on it.
  return Response.json({ data: page.map((contact) => toContactAnswer(contact, customFields)), totalItems: page.length, nextPageToken });
}

function* startingAt(
  start: number,
  contacts: readonly SandboxContact[],
): Generator<{ readonly contact: SandboxContact; readonly next: number }> {
  for (const [index, contact] of contacts.entries()) if (index >= start) yield { contact, next: index + 1 };
}
