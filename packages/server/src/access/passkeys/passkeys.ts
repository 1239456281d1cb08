import { randomBytes } from 'node:crypto';
import type { CallOptions, Clock, DocumentStore } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type * as WebAuthn from '@simplewebauthn/server';
import type * as z from 'zod';
import { AccessRecords, tagOfOperator, type StoredRecord } from '../records.ts';
import { hashSecret } from '../secret-token.ts';
import { CHALLENGE_MS, Challenges } from './challenges.ts';
import { creationOptionsSchema, requestOptionsSchema, type Assertion, type Attestation } from './passkey-schemas.ts';

/** A call, and the origin under which browsers know the server: passkeys are bound to it. */
export interface PlacedCall extends CallOptions {
  readonly origin: string;
}

/** Who an assertion is of. */
export interface AssertedOperator {
  readonly operator: StoredRecord<'operators'>;
  /** `false`: the passkey is known, and what it signed is refused. */
  readonly isProven: boolean;
}

/** More passkeys than these are not made for one operator. */
export const MAX_PASSKEYS = 20;
const PRODUCT = 'frigg-crm';
/** ES256, EdDSA and RS256: what authenticators have. Later ones are experimental in node, which warns of them. */
const ALGORITHMS = [-7, -8, -257];

/** Loaded by the first use: what it can read of certificates is of no use to a server whose operators have passwords. */
const loadLibrary = async (): Promise<typeof WebAuthn> => import('@simplewebauthn/server');

/** Passkeys of operators (https://www.w3.org/TR/webauthn-3/), each good for the host that it was made for. */
export class Passkeys {
  readonly #records: AccessRecords<'passkeys'>;
  readonly #operators: AccessRecords<'operators'>;
  readonly #challenges: Challenges;
  readonly #clock: Clock;

  constructor(documents: DocumentStore, clock: Clock) {
    this.#records = new AccessRecords(documents, 'passkeys');
    this.#operators = new AccessRecords(documents, 'operators');
    this.#challenges = new Challenges(documents, clock);
    this.#clock = clock;
  }

  /** @returns those of an operator, the oldest first. */
  async list(operator: string, options: CallOptions): Promise<readonly StoredRecord<'passkeys'>[]> {
    const [owner, found] = await Promise.all([this.#operators.find(operator, options), this.#findAll(operator, options)]);
    const own = found.filter(({ value }) => value.operatorSince === owner?.value.createdAt);
    return own.toSorted((a, b) => (a.value.createdAt < b.value.createdAt ? -1 : 1));
  }

  /** @returns what a browser makes a passkey with; `undefined`: there are enough. */
  async startRegistration(
    operator: string,
    { origin, ...options }: PlacedCall,
  ): Promise<z.output<typeof creationOptionsSchema> | undefined> {
    const known = await this.list(operator, options);
    if (known.length >= MAX_PASSKEYS) return undefined;
    const rpId = rpIdOf(origin);
    const userHandle = known[0]?.value.userHandle ?? randomBytes(32).toString('base64url');
    const { generateRegistrationOptions } = await loadLibrary();
    const challenge = await this.#challenges.create({ purpose: 'register', operator, userHandle, rpId }, options);
    const made = await generateRegistrationOptions({
      rpName: PRODUCT,
      rpID: rpId,
      userName: operator,
      userDisplayName: operator,
      userID: Buffer.from(userHandle, 'base64url'),
      challenge,
      timeout: CHALLENGE_MS,
      attestationType: 'none',
      supportedAlgorithmIDs: ALGORITHMS,
      excludeCredentials: known.map(({ value }) => ({ id: value.credentialId, transports: [...value.transports] })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    return creationOptionsSchema.strip().parse(made);
  }

  /** @returns the passkey; `undefined` when it was not made by this operator, here, now, and for the first time. */
  async register(
    operator: string,
    { name, attestation }: { readonly name: string; readonly attestation: Attestation },
    { origin, ...options }: PlacedCall,
  ): Promise<StoredRecord<'passkeys'> | undefined> {
    const { clientDataJSON, transports } = attestation.response;
    const challenge = await this.#challenges.consume(clientDataJSON, 'register', options);
    const owner = await this.#operators.find(operator, options);
    const rpId = rpIdOf(origin);
    if (challenge === undefined || owner === undefined || challenge.operator !== operator || challenge.rpId !== rpId) return undefined;
    const { verifyRegistrationResponse } = await loadLibrary();
    const expected = { expectedChallenge: challenge.challenge, expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true };
    const response = toRegistration(attestation);
    const checked = await unlessRefused(verifyRegistrationResponse({ response, supportedAlgorithmIDs: ALGORITHMS, ...expected }));
    if (checked?.registrationInfo === undefined) return undefined;
    const { credential, credentialBackedUp: isSynced } = checked.registrationInfo;
    const value = {
      operator,
      operatorSince: owner.value.createdAt,
      name,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports,
      userHandle: challenge.userHandle ?? '',
      rpId,
      isSynced,
      createdAt: toIso(this.#clock.now()),
      lastUsedAt: null,
    };
    const id = idOf(credential.id);
    if (!(await this.#records.insert(id, value, options))) return undefined;
    return { id, value, expiresAt: null, version: 0 };
  }

  /** @returns what a browser asks for a passkey with. It is the same for every operator, and says nothing of any. */
  async startSignIn({ origin, ...options }: PlacedCall): Promise<z.output<typeof requestOptionsSchema>> {
    const rpId = rpIdOf(origin);
    const { generateAuthenticationOptions } = await loadLibrary();
    const challenge = await this.#challenges.create({ purpose: 'sign-in', operator: null, userHandle: null, rpId }, options);
    const made = await generateAuthenticationOptions({ rpID: rpId, challenge, timeout: CHALLENGE_MS, userVerification: 'required' });
    return requestOptionsSchema.strip().parse(made);
  }

  /** @returns whose passkey has signed; `undefined` when no operator is known by it. */
  async verify(assertion: Assertion, { origin, ...options }: PlacedCall): Promise<AssertedOperator | undefined> {
    const challenge = await this.#challenges.consume(assertion.response.clientDataJSON, 'sign-in', options);
    const passkey = await this.#records.find(idOf(assertion.id), options);
    const rpId = rpIdOf(origin);
    if (challenge === undefined || passkey === undefined || challenge.rpId !== rpId || passkey.value.rpId !== rpId) return undefined;
    const operator = await this.#operators.find(passkey.value.operator, options);
    if (operator === undefined || operator.value.createdAt !== passkey.value.operatorSince) return undefined;
    const { verifyAuthenticationResponse } = await loadLibrary();
    const { credentialId: id, publicKey, counter, transports, userHandle } = passkey.value;
    const credential = { id, publicKey: Buffer.from(publicKey, 'base64url'), counter, transports: [...transports] };
    const expected = { expectedChallenge: challenge.challenge, expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true };
    const checked = await unlessRefused(verifyAuthenticationResponse({ response: toAuthentication(assertion), ...expected, credential }));
    const isOther = (assertion.response.userHandle ?? userHandle) !== userHandle;
    if (checked?.verified !== true || isOther) return { operator, isProven: false };
    const value = { ...passkey.value, counter: checked.authenticationInfo.newCounter, lastUsedAt: toIso(this.#clock.now()) };
    // Another request has moved the counter: it was in other hands, or sent twice.
    return { operator, isProven: await this.#records.save({ ...passkey, value }, options) };
  }

  /** @returns `undefined` when the operator has no such passkey. */
  async rename(
    operator: string,
    { id, name }: { readonly id: string; readonly name: string },
    options: CallOptions,
  ): Promise<StoredRecord<'passkeys'> | 'changed' | undefined> {
    const passkey = await this.#records.find(id, options);
    if (passkey?.value.operator !== operator) return undefined;
    const renamed = { ...passkey, value: { ...passkey.value, name } };
    return (await this.#records.save(renamed, options)) ? renamed : 'changed';
  }

  /** The password is left: no operator loses the last way to sign in. @returns whether the operator had it. */
  async remove(operator: string, id: string, options: CallOptions): Promise<boolean> {
    const passkey = await this.#records.find(id, options);
    if (passkey?.value.operator !== operator) return false;
    await this.#records.remove([id], options);
    return true;
  }

  /** Removes those of an operator who is deleted. */
  async removeAll(operator: string, options: CallOptions): Promise<void> {
    const found = await this.#findAll(operator, options);
    await this.#records.remove(
      found.map(({ id }) => id),
      options,
    );
  }

  /** Also those of a deleted operator of the same name, where a process has crashed before it removed them. */
  async #findAll(operator: string, options: CallOptions): Promise<readonly StoredRecord<'passkeys'>[]> {
    return this.#records.list({ tag: tagOfOperator(operator), limit: MAX_PASSKEYS * 2, ...options });
  }
}

/** @returns the host that passkeys are bound to. */
export function rpIdOf(origin: string): string {
  return new URL(origin).hostname;
}

/** Ids of credentials are longer than those of documents may be. */
function idOf(credentialId: string): string {
  return hashSecret(credentialId);
}

/** What is refused is refused, whatever the reason: the library throws for most of them. */
async function unlessRefused<Result>(checking: Promise<Result>): Promise<Result | undefined> {
  try {
    return await checking;
  } catch {
    return undefined;
  }
}

function toRegistration({ response, ...attestation }: Attestation): WebAuthn.RegistrationResponseJSON {
  return { ...attestation, response: { ...response, transports: [...response.transports] }, clientExtensionResults: {} };
}

function toAuthentication({ response: { userHandle, ...response }, ...assertion }: Assertion): WebAuthn.AuthenticationResponseJSON {
  return { ...assertion, response: { ...response, ...(userHandle != null && { userHandle }) }, clientExtensionResults: {} };
}
