import { ServerRequestError } from '@frigg-crm/client';
import { FriggCrmError } from '@frigg-crm/core';

/** Does work; where it fails, a program that reads what is written gets a line that says why, and which fields to change. */
export async function withProblems<Result>(
  { json, write }: { readonly json: boolean; readonly write: (line: string) => void },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (json) for (const problem of problemsOf(error)) write(JSON.stringify(problem));
    throw error;
  }
}

function problemsOf(error: unknown): readonly object[] {
  if (!FriggCrmError.is(error)) return [];
  const { message, cause } = error;
  const line = { type: 'problem', code: error.code, message, fields: 'fields' in error ? error.fields : [] };
  // Why a server refuses has a name of its own.
  if (!(cause instanceof ServerRequestError)) return [line];
  const fields = (cause.problem?.errors ?? []).map(({ pointer, detail }) => ({ field: pointer, problem: detail }));
  return [{ ...line, code: cause.code, fields }];
}
