import * as z from 'zod';
import { createContactSchemas } from './contact-input.ts';
import type { ContactWrites } from './contact-writes.ts';
import { toProblems } from './list-query.ts';
import type { SandboxRoute } from './sandbox-route.ts';
import type { SandboxState } from './sandbox-state.ts';

const bulkSchema = z.strictObject({ contacts: z.array(z.record(z.string(), z.unknown())).min(1).max(50) });

/** The paths of Quo's partners, and the queue behind the bulk call. */
export interface PartnerRoutes {
  readonly routes: readonly SandboxRoute[];
  /** Creates what was queued long enough ago; called before anything is answered. */
  settleDue(): void;
  /** Forgets what is queued. */
  clear(): void;
}

/** Makes them; `bulkDelayMs` is how long a queued contact cannot be seen. */
export function createPartnerRoutes(
  state: SandboxState,
  writes: ContactWrites,
  { bulkDelayMs }: { readonly bulkDelayMs: number },
): PartnerRoutes {
  const { clock, fail } = state;
  const area = 'contacts';
  const { create, patch } = createContactSchemas('partner');
  let queue: { readonly dueMs: number; readonly bodies: readonly Record<string, unknown>[] }[] = [];

  const bulk: SandboxRoute = {
    method: 'POST',
    path: '/v1/contacts/bulk',
    area,
    isPartner: true,
    handle({ body }) {
      const parsed = bulkSchema.safeParse(body);
      if (!parsed.success) return fail(area, 400, { problems: toProblems(parsed.error) });
      queue.push({ dueMs: clock.now() + bulkDelayMs, bodies: parsed.data.contacts });
      return new Response(null, { status: 202 });
    },
  };

  return {
    routes: [
      bulk,
      { method: 'POST', path: '/frigg/contact', area, isPartner: true, handle: ({ body }) => writes.create(body, create) },
      { method: 'PATCH', path: '/frigg/contact/:id', area, isPartner: true, handle: ({ id, body }) => writes.update(id, body, patch) },
    ],
    settleDue() {
      const now = clock.now();
      const due = queue.filter(({ dueMs }) => dueMs <= now);
      queue = queue.filter(({ dueMs }) => dueMs > now);
      // What would be refused is dropped without a word, and so is who could not be called.
      for (const body of due.flatMap(({ bodies }) => bodies)) if (hasPhoneNumber(body)) writes.create(body, create);
    },
    clear() {
      queue = [];
    },
  };
}

const callableSchema = z.object({ defaultFields: z.object({ phoneNumbers: z.array(z.unknown()).min(1) }) });

function hasPhoneNumber(body: Record<string, unknown>): boolean {
  return callableSchema.safeParse(body).success;
}
