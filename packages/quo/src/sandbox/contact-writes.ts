import type * as z from 'zod';
import { toContactAnswer } from './contact-answer.ts';
import { toInput, toPatched, type CreateBody, type PatchBody } from './contact-input.ts';
import { toProblem, toProblems } from './list-query.ts';
import type { SandboxContactInput } from './sandbox-contact.ts';
import type { FailureDetails } from './quo-failure.ts';
import type { ContactRefusal, SandboxState } from './sandbox-state.ts';

/** Writing contacts, the same behind all paths. */
export interface ContactWrites {
  create(body: unknown, schema: z.ZodType<CreateBody>): Response;
  update(id: string, body: unknown, schema: z.ZodType<PatchBody>): Response;
}

/** Makes the writes of one sandbox. */
export function createContactWrites({ store, stats, fail, refuse, customFields }: SandboxState): ContactWrites {
  const area = 'contacts';

  function findRefusal(input: SandboxContactInput): Response | undefined {
    const refusal = refuse?.(input);
    if (refusal !== undefined) return fail(area, refusal.status, toDetails(refusal, input));
    const unknown = input.customFields.findIndex(({ key }) => !customFields.some((field) => field.key === key));
    if (unknown < 0) return undefined;
    return fail(area, 400, { problems: [toProblem(`/customFields/${unknown}/key`, 'Unknown custom field', input)] });
  }

  function conflict(): Response {
    stats.conflicts += 1;
    return fail(area, 409);
  }

  return {
    create(body, schema) {
      const parsed = schema.safeParse(body);
      if (!parsed.success) return fail(area, 400, { problems: toProblems(parsed.error, body) });
      const input = toInput(parsed.data);
      const refusal = findRefusal(input);
      if (refusal !== undefined) return refusal;
      const contact = store.create(input);
      if (contact === undefined) return conflict();
      stats.created += 1;
      return Response.json({ data: toContactAnswer(contact, customFields) }, { status: 201 });
    },
    update(id, body, schema) {
      const parsed = schema.safeParse(body);
      if (!parsed.success) return fail(area, 400, { problems: toProblems(parsed.error, body) });
      const held = store.get(id);
      if (held === undefined) return fail(area, 404);
      const input = toPatched(held, parsed.data);
      const refusal = findRefusal(input);
      if (refusal !== undefined) return refusal;
      const contact = store.replace(held, input);
      if (contact === undefined) return conflict();
      stats.updated += 1;
      return Response.json({ data: toContactAnswer(contact, customFields) });
    },
  };
}

function toDetails({ code, path }: ContactRefusal, input: SandboxContactInput): FailureDetails {
  return { code, problems: path === undefined ? undefined : [toProblem(path, 'Refused', input)] };
}
