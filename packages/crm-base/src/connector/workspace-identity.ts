import type { CallOptions } from '@frigg-crm/core';
import { isTransient } from '../failures/classify-failure.ts';
import type { QuoWorkspace } from './quo-workspace.ts';

/** What identifies a Quo workspace: the API has no call that names the workspace of a key. */
export interface WorkspaceIdentity {
  /** The workspace's id, which its webhooks contain; `null`: it has none yet. */
  readonly orgId: string | null;
  /** The ids of its phone numbers: each belongs to one workspace. */
  readonly phoneNumberIds: readonly string[];
}

/** Reads what identifies a workspace. @param known - As it was read before: what follows from it is not fetched. */
export async function readWorkspaceIdentity(
  { phoneNumbers, webhooks }: Pick<QuoWorkspace, 'phoneNumbers' | 'webhooks'>,
  known: WorkspaceIdentity | undefined,
  options: CallOptions,
): Promise<WorkspaceIdentity> {
  const phoneNumberIds = (await phoneNumbers.list(options)).map(({ id }) => id);
  const found = { orgId: null, phoneNumberIds };
  if (known !== undefined && known.orgId !== null && isSameWorkspace(known, found) === true) return { ...found, orgId: known.orgId };
  return { ...found, orgId: await readOrgId(webhooks, options) };
}

/** @returns whether both are of one workspace; `undefined` when that cannot be decided. */
export function isSameWorkspace(one: WorkspaceIdentity, other: WorkspaceIdentity): boolean | undefined {
  if (one.orgId !== null && other.orgId !== null) return one.orgId === other.orgId;
  if (one.phoneNumberIds.length === 0 || other.phoneNumberIds.length === 0) return undefined;
  return one.phoneNumberIds.some((id) => other.phoneNumberIds.includes(id));
}

/** A key that may not list webhooks still shows its numbers. */
async function readOrgId(webhooks: QuoWorkspace['webhooks'], options: CallOptions): Promise<string | null> {
  try {
    return (await webhooks.list(options)).find(({ orgId }) => orgId !== undefined)?.orgId ?? null;
  } catch (error) {
    if (isTransient(error)) throw error;
    return null;
  }
}
