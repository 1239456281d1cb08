import type { Schema } from '@frigg-crm/client';
import type * as WebAuthn from '@simplewebauthn/browser';
import { ApiError, request } from '../api/api.ts';

/** Loaded when it is used first. */
const loadLibrary = async (): Promise<typeof WebAuthn> => import('@simplewebauthn/browser');

/** @returns whether the browser makes passkeys for this page: over TLS or on this machine, and for a name, not for an IP address. */
export function hasPasskeys(): boolean {
  return isSecureContext && 'PublicKeyCredential' in window && !/^(\d+(\.\d+){3}|\[.*\])$/.test(location.hostname);
}

/** Has a passkey sign a challenge of the server. @throws {ApiError} when it was refused, here or there. */
export async function presentPasskey(): Promise<unknown> {
  const { body } = await request<Schema<'PasskeyRequestOptions'>>('/session/passkey-options', { method: 'POST' });
  const { startAuthentication } = await loadLibrary();
  const optionsJSON: WebAuthn.PublicKeyCredentialRequestOptionsJSON = body;
  return orCancelled(startAuthentication({ optionsJSON }), 'No passkey was chosen.');
}

/** Makes a passkey. @param proof - A password, or an assertion. @throws {ApiError} when it was refused, here or there. */
export async function makePasskey(proof: { readonly password: string } | { readonly assertion: unknown }): Promise<unknown> {
  const { body } = await request<Schema<'PasskeyCreationOptions'>>('/session/passkeys/options', { method: 'POST', body: proof });
  const { startRegistration } = await loadLibrary();
  const optionsJSON = { ...body, excludeCredentials: [...body.excludeCredentials] } as WebAuthn.PublicKeyCredentialCreationOptionsJSON;
  return orCancelled(startRegistration({ optionsJSON }), 'No passkey was made: it was cancelled, or this device has one already.');
}

/** What browsers say of a cancelled window differs, and is meant for programs. */
async function orCancelled<Result>(asking: Promise<Result>, detail: string): Promise<Result> {
  try {
    return await asking;
  } catch (error) {
    throw new ApiError({ status: 0, title: error instanceof Error ? error.name : 'Error', detail });
  }
}
