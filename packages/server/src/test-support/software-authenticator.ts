import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A passkey that is in the hands of a test. */
export interface SoftwarePasskey {
  readonly id: string;
  readonly userHandle: string;
  readonly privateKey: KeyObject;
  /** The next one that it signs. */
  counter: number;
}

/** What a page gets of a server, as far as an authenticator uses it. */
export interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
}

/** What is signed, where it differs from what a browser at `https://crm.example.com` signs. */
export interface Signing {
  readonly origin?: string;
  readonly challenge?: string;
  readonly rpId?: string;
  readonly isVerified?: boolean;
  readonly crossOrigin?: boolean;
  readonly userHandle?: string;
}

const ORIGIN = 'https://crm.example.com';
const [PRESENT, VERIFIED, BACKUP_ELIGIBLE, BACKED_UP, ATTESTED] = [0x01, 0x04, 0x08, 0x10, 0x40];

/** Makes a passkey as an authenticator does that signs with ES256 and attests nothing (https://www.w3.org/TR/webauthn-3/#sctn-none-attestation). */
export function makePasskey(
  { challenge, rp, user }: CreationOptions,
  signing: Signing = {},
): { readonly passkey: SoftwarePasskey; readonly attestation: object } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(16);
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const key = cbor(
    new Map<number, CborValue>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  );
  const length = Buffer.alloc(2);
  length.writeUInt16BE(id.length);
  const attested = Buffer.concat([Buffer.alloc(16), length, id, key]);
  const authData = authenticatorData({ rpId: rp.id, ...signing }, { counter: 0, attested });
  const object = cbor(
    new Map<string, CborValue>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]),
  );
  const response = {
    clientDataJSON: clientData('webauthn.create', { challenge, ...signing }).toString('base64url'),
    attestationObject: object.toString('base64url'),
    transports: ['internal'],
  };
  const passkey = { id: id.toString('base64url'), userHandle: user.id, privateKey, counter: 1 };
  return { passkey, attestation: { ...credential(passkey.id), authenticatorAttachment: 'platform', response } };
}

/** Signs a challenge, and moves the counter. */
export function assertPasskey(
  passkey: SoftwarePasskey,
  { challenge, rpId }: { readonly challenge: string; readonly rpId: string },
  signing: Signing = {},
): { readonly assertion: object } {
  const data = clientData('webauthn.get', { challenge, ...signing });
  const authData = authenticatorData({ rpId, ...signing }, { counter: passkey.counter, attested: Buffer.alloc(0) });
  passkey.counter += 1;
  const signature = sign('sha256', Buffer.concat([authData, sha256(data)]), passkey.privateKey);
  const response = {
    clientDataJSON: data.toString('base64url'),
    authenticatorData: authData.toString('base64url'),
    signature: signature.toString('base64url'),
    userHandle: signing.userHandle ?? passkey.userHandle,
  };
  return { assertion: { ...credential(passkey.id), response } };
}

function credential(id: string): object {
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {} };
}

function clientData(type: string, { challenge, origin = ORIGIN, crossOrigin = false }: Signing): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }));
}

function authenticatorData(
  { rpId = '', isVerified = true }: Signing,
  { counter, attested }: { readonly counter: number; readonly attested: Buffer },
): Buffer {
  const flags = PRESENT | (isVerified ? VERIFIED : 0) | BACKUP_ELIGIBLE | BACKED_UP | (attested.length > 0 ? ATTESTED : 0);
  const head = Buffer.alloc(5);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(counter, 1);
  return Buffer.concat([sha256(Buffer.from(rpId)), head, attested]);
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

type CborValue = number | string | Buffer | ReadonlyMap<number | string, CborValue>;

/** Encodes what authenticators send (RFC 8949): integers, texts, bytes and maps, in the order given. */
function cbor(value: CborValue): Buffer {
  if (typeof value === 'number') return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
  if (typeof value === 'string') return Buffer.concat([cborHead(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([cborHead(2, value.length), value]);
  const entries = [...value].flatMap(([key, of]) => [cbor(key), cbor(of)]);
  return Buffer.concat([cborHead(5, value.size), ...entries]);
}

function cborHead(major: number, size: number): Buffer {
  if (size < 24) return Buffer.from([(major << 5) | size]);
  if (size < 256) return Buffer.from([(major << 5) | 24, size]);
  return Buffer.from([(major << 5) | 25, size >> 8, size & 0xff]);
}
