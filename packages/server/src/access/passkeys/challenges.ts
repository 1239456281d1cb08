import { randomBytes } from 'node:crypto';
import type { CallOptions, Clock, DocumentStore } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { AccessRecords, type AccessRecord } from '../records.ts';
import { hashSecret } from '../secret-token.ts';

/** How long an operator may take, in milliseconds. */
export const CHALLENGE_MS = 5 * 60_000;

/** What a challenge was made for. */
export type ChallengeFacts = Omit<AccessRecord<'passkey-challenges'>, 'isUsed'>;

/** Challenges that authenticators sign: each is kept as a hash, good for one purpose, once, and for five minutes. */
export class Challenges {
  readonly #records: AccessRecords<'passkey-challenges'>;
  readonly #clock: Clock;

  constructor(documents: DocumentStore, clock: Clock) {
    this.#records = new AccessRecords(documents, 'passkey-challenges');
    this.#clock = clock;
  }

  /** @returns the challenge. */
  async create(facts: ChallengeFacts, options: CallOptions): Promise<Buffer<ArrayBuffer>> {
    const challenge = Buffer.from(randomBytes(32));
    const expiresAt = toIso(this.#clock.now() + CHALLENGE_MS);
    await this.#records.insert(hashSecret(challenge.toString('base64url')), { ...facts, isUsed: false }, { ...options, expiresAt });
    return challenge;
  }

  /**
   * Uses a challenge up, whatever comes of it. Of two requests with the same one, one gets it.
   * @param clientDataJSON - What the browser has signed, base64url.
   */
  async consume(
    clientDataJSON: string,
    purpose: ChallengeFacts['purpose'],
    options: CallOptions,
  ): Promise<(ChallengeFacts & { readonly challenge: string }) | undefined> {
    const challenge = readChallenge(clientDataJSON);
    if (challenge === undefined) return undefined;
    const record = await this.#records.find(hashSecret(challenge), options);
    if (record === undefined || record.value.isUsed || record.value.purpose !== purpose) return undefined;
    if (!(await this.#records.save({ ...record, value: { ...record.value, isUsed: true } }, options))) return undefined;
    const isOver = record.expiresAt !== null && record.expiresAt <= toIso(this.#clock.now());
    return isOver ? undefined : { ...record.value, challenge };
  }
}

/** @returns `undefined` for what no page of ours had signed. */
function readChallenge(clientDataJSON: string): string | undefined {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    if (typeof data !== 'object' || data === null || !('challenge' in data) || typeof data.challenge !== 'string') return undefined;
    // A page of another site may show ours in a frame.
    if ('crossOrigin' in data && data.crossOrigin === true) return undefined;
    return data.challenge;
  } catch {
    return undefined;
  }
}
