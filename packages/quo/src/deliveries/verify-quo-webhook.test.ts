import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WebhookRefusedError, type WebhookRefusalReason } from '../errors/webhook-refused-error.ts';
import { verifyQuoWebhook, type VerifiedDelivery, type VerifyQuoWebhookOptions } from './verify-quo-webhook.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 10, 1, 22);
const BODY = '{"id":"EV1","type":"call.completed"}';
const LEGACY_KEY = 'c2VjcmV0';
const LEGACY = 'hmac;1;1767607282000;8VFuiazhJeLYy3Y0CzjMVLk2Z9k+F62MytoG0IovvN4=';
const STANDARD_KEY = 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=';
const STANDARD = {
  'webhook-id': 'msg_1',
  'webhook-timestamp': '1767607282',
  'webhook-signature': 'v1,YIT/jIX+nMd3qDWzS9tHd9hAOAvodfYB8CtD9h65YQk=',
};
const WRONG = 'A'.repeat(43);

function verify(
  headers: Record<string, string>,
  options: Partial<Omit<VerifyQuoWebhookOptions, 'headers' | 'rawBody'>> & { body?: string } = {},
): VerifiedDelivery {
  const { body = BODY, ...others } = options;
  return verifyQuoWebhook({
    headers: new Headers(headers),
    rawBody: new TextEncoder().encode(body),
    keys: [LEGACY_KEY, STANDARD_KEY],
    nowMs: NOW_MS,
    ...others,
  });
}

function errorOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Fails on an error of another kind. */
function reasonOf(work: () => unknown): WebhookRefusalReason | 'accepted' {
  const error = errorOf(work);
  if (error === undefined) return 'accepted';
  expect(error).toBeInstanceOf(WebhookRefusedError);
  return (error as WebhookRefusedError).reason;
}

function signLegacy(timestamp: string, secret = 'secret', body = BODY): string {
  return `hmac;1;${timestamp};${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('base64')}`;
}

it('B76: accepts both ways in which Quo signs, over the bytes as they came', () => {
  expect(verify({ 'openphone-signature': LEGACY })).toEqual({ style: 'legacy', deliveryId: undefined });
  expect(verify(STANDARD)).toEqual({ style: 'standard', deliveryId: 'msg_1' });
});

it('B76: accepts bytes that are no text, so long as they are those that were signed', () => {
  const rawBody = new Uint8Array([0xff, 0xfe, 0x00, 0x80]);
  const signature = createHmac('sha256', 'secret').update('1767607282000.').update(rawBody).digest('base64');
  const headers = new Headers({ 'openphone-signature': `hmac;1;1767607282000;${signature}` });
  expect(verifyQuoWebhook({ headers, rawBody, keys: [LEGACY_KEY], nowMs: NOW_MS }).style).toBe('legacy');
  expect(reasonOf(() => verifyQuoWebhook({ headers, rawBody: rawBody.slice(1), keys: [LEGACY_KEY], nowMs: NOW_MS }))).toBe(
    'wrong-signature',
  );
});

it.each([' ', '\n'])('B76: refuses the same JSON written in another way, with %j in it', (space) => {
  const body = BODY.replace(',', `,${space}`);
  expect(reasonOf(() => verify({ 'openphone-signature': LEGACY }, { body }))).toBe('wrong-signature');
  expect(reasonOf(() => verify(STANDARD, { body }))).toBe('wrong-signature');
});

it('B76: refuses every delivery without a usable key', () => {
  // An empty secret would be known to every sender.
  const signed = { 'openphone-signature': signLegacy('1767607282000', '') };
  for (const keys of [[], [''], [' '], ['whsec_'], ['====', '='], ['no base64!', 'ключ', 'whsec_%%%']])
    expect(reasonOf(() => verify(signed, { keys }))).toBe('no-keys');
});

it('B76: passes over a key that cannot be read, and reads one with spaces around it', () => {
  expect(verify(STANDARD, { keys: ['no base64!', ` ${STANDARD_KEY}\n`] }).deliveryId).toBe('msg_1');
  expect(reasonOf(() => verify(STANDARD, { keys: ['no base64!', LEGACY_KEY] }))).toBe('wrong-signature');
});

it('B76: accepts any listed signature by any key, as while keys are replaced', () => {
  const standard = { ...STANDARD, 'webhook-signature': `v1,${WRONG}= v2,zzz ${STANDARD['webhook-signature']}` };
  expect(verify(standard, { keys: ['b2xk', STANDARD_KEY] }).style).toBe('standard');
  expect(verify({ 'openphone-signature': `${signLegacy('1767607282000', 'old')}, ${LEGACY}` }, { keys: ['bmV3', LEGACY_KEY] }).style).toBe(
    'legacy',
  );
  const repeated = new Headers(STANDARD);
  repeated.append('webhook-signature', `v1,${WRONG}=`);
  expect(verify(Object.fromEntries(repeated)).style).toBe('standard');
});

it('B76: lets the newer signature decide alone where both came', () => {
  expect(verify({ ...STANDARD, 'openphone-signature': 'hmac;1;1767607282000;wrong' }).style).toBe('standard');
  const stale = { ...STANDARD, 'webhook-signature': `v1,${WRONG}=`, 'openphone-signature': LEGACY };
  expect(reasonOf(() => verify(stale))).toBe('wrong-signature');
});

it.each([
  ['1767607282', 0, 'accepted'],
  ['1767607282000', 300_000, 'accepted'],
  ['1767607282000', -300_000, 'accepted'],
  ['1767607282000', 300_001, 'outside-window'],
  ['1767607282000', -300_001, 'outside-window'],
  ['1767607282000', 600_000, 'outside-window'],
  ['1767607282', 600_000, 'outside-window'],
] as const)('B76: with a legacy signature of %s that is %d ms old: %s', (timestamp, age, expected) => {
  expect(reasonOf(() => verify({ 'openphone-signature': signLegacy(timestamp) }, { nowMs: NOW_MS + age }))).toBe(expected);
});

it('B76: keeps the window for the newer signature too, as wide as it is set', () => {
  expect(reasonOf(() => verify(STANDARD, { nowMs: NOW_MS + 300_001 }))).toBe('outside-window');
  expect(reasonOf(() => verify(STANDARD, { nowMs: NOW_MS + 300_001, toleranceMs: 301_000 }))).toBe('accepted');
  expect(reasonOf(() => verify(STANDARD, { nowMs: Number.NaN }))).toBe('outside-window');
  const later = { ...STANDARD, 'webhook-timestamp': '1767607283' };
  expect(reasonOf(() => verify(later))).toBe('wrong-signature');
  expect(reasonOf(() => verify({ ...STANDARD, 'webhook-id': 'msg_2' }))).toBe('wrong-signature');
});

it('B76: believes a recent signature beside ones that are too old', () => {
  const old = Array.from({ length: 9 }, (_, index) => signLegacy(`17676000000${10 + index}`));
  expect(verify({ 'openphone-signature': [...old, LEGACY].join(',') }).style).toBe('legacy');
  expect(reasonOf(() => verify({ 'openphone-signature': old.join(',') }))).toBe('outside-window');
});

it('B76: computes nothing for signatures that are too old, nor for more than two moments', () => {
  let bytesRead = 0;
  const rawBody = new Proxy(new TextEncoder().encode(BODY), {
    get(body, key) {
      bytesRead += 1;
      const value: unknown = Reflect.get(body, key, body);
      return typeof value === 'function' ? (value as () => unknown).bind(body) : value;
    },
  });
  const outcome = (entries: readonly string[]): string =>
    reasonOf(() => {
      const headers = new Headers({ 'openphone-signature': entries.join(',') });
      return verifyQuoWebhook({ headers, rawBody, keys: [LEGACY_KEY, STANDARD_KEY], nowMs: NOW_MS });
    });
  const at = (offsetMs: number): string => signLegacy(String(NOW_MS + offsetMs));
  expect(outcome([at(-300_001), at(300_001)])).toBe('outside-window');
  expect(outcome([at(0), at(1), at(2)])).toBe('malformed-signature');
  expect(bytesRead).toBe(0);
  expect(reasonOf(() => verify({ 'openphone-signature': `${at(0)},${at(1)}` }))).toBe('accepted');
});

it.each([
  ['hmac;1;abc', 'malformed-signature'],
  ['', 'malformed-signature'],
  [LEGACY.replace('hmac', 'rsa'), 'malformed-signature'],
  [LEGACY.replace(';1;', ';2;'), 'malformed-signature'],
  [`${LEGACY};more`, 'malformed-signature'],
  [LEGACY.replace('1767607282000', '17676072820000'), 'malformed-signature'],
  [LEGACY.replace('1767607282000', 'NaN'), 'malformed-signature'],
  [Array.from({ length: 11 }, () => LEGACY).join(','), 'malformed-signature'],
  ['hmac;1;1767607282000;', 'malformed-signature'],
  ['hmac;1;1767607282000;short', 'wrong-signature'],
  [`hmac;1;1767607282000;${WRONG}=`, 'wrong-signature'],
  [LEGACY.slice(0, -1), 'wrong-signature'],
] as const)('B76: refuses the legacy header %j: %s', (header, expected) => {
  expect(reasonOf(() => verify({ 'openphone-signature': header }))).toBe(expected);
});

it.each([
  [{ ...STANDARD, 'webhook-id': '' }, 'malformed-signature'],
  [{ 'webhook-signature': STANDARD['webhook-signature'] }, 'malformed-signature'],
  [{ ...STANDARD, 'webhook-timestamp': 'soon' }, 'malformed-signature'],
  [{ ...STANDARD, 'webhook-signature': '' }, 'malformed-signature'],
  [{ ...STANDARD, 'webhook-signature': 'v1' }, 'malformed-signature'],
  [{ ...STANDARD, 'webhook-signature': STANDARD['webhook-signature'].replace('v1', 'v1a') }, 'malformed-signature'],
  [{ ...STANDARD, 'webhook-signature': Array.from({ length: 11 }, () => `v1,${WRONG}=`).join(' ') }, 'malformed-signature'],
  [{ 'webhook-id': 'msg_1', 'webhook-timestamp': '1767607282' }, 'no-signature'],
  [{ authorization: LEGACY }, 'no-signature'],
] as const)('B76: refuses the headers %j: %s', (headers, expected) => {
  expect(reasonOf(() => verify(headers))).toBe(expected);
});

it('B77: says why it refuses, and quotes nothing of what came or of the keys', () => {
  const body = '{"text":"private"}';
  for (const headers of [STANDARD, { 'openphone-signature': LEGACY }, { 'openphone-signature': 'private' }, {}]) {
    const error = errorOf(() => verify(headers, { body }));
    expect(error).toMatchObject({ code: 'WEBHOOK_REFUSED', retryable: false, name: 'WebhookRefusedError' });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/private|YIT|8VF|c2Vj|msg_1/);
  }
});

it('B76: refuses whatever headers and keys come, and never with an error of another kind', () => {
  const header = fc.oneof(
    fc.stringMatching(/^[\x20-\x7E]{0,80}$/),
    fc.stringMatching(/^hmac;1;\d{13};[\w+/=]{0,44}$/),
    fc.stringMatching(/^v1,[\w+/=]{0,44}$/),
  );
  const headers = fc.dictionary(fc.constantFrom('openphone-signature', 'webhook-id', 'webhook-timestamp', 'webhook-signature'), header);
  fc.assert(
    fc.property(headers, fc.array(fc.oneof(fc.string(), fc.base64String()), { maxLength: 3 }), fc.uint8Array(), (given, keys, bytes) => {
      const work = (): unknown =>
        verifyQuoWebhook({ headers: new Headers(given), rawBody: Buffer.from(bytes), keys: [...keys, LEGACY_KEY], nowMs: NOW_MS });
      expect(reasonOf(work)).not.toBe('accepted');
    }),
    { numRuns: 300 },
  );
});
