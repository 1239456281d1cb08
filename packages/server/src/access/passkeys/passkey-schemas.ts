import * as z from 'zod';
import { momentSchema } from '../../http/fields.ts';
import { defineComponent } from '../../openapi/components.ts';

const base64url = (max: number): z.ZodString =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]*$/, 'must be base64url without padding');
const credentialId = base64url(1400);
const transports = z.array(z.string().max(32)).max(10);

/** What browsers add is left out: they may add more. */
const credentialShape = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).prefault({}).describe('Not looked at'),
};

/** `PublicKeyCredential.toJSON()` of `navigator.credentials.get`. */
export const assertionSchema = defineComponent(
  'PasskeyAssertion',
  z.object({
    ...credentialShape,
    response: z.object({
      clientDataJSON: base64url(8000),
      authenticatorData: base64url(8000),
      signature: base64url(8000),
      userHandle: base64url(200).nullish(),
    }),
  }),
);

/** `PublicKeyCredential.toJSON()` of `navigator.credentials.create`. */
export const attestationSchema = defineComponent(
  'PasskeyAttestation',
  z.object({
    ...credentialShape,
    response: z.object({ clientDataJSON: base64url(8000), attestationObject: base64url(40_000), transports: transports.prefault([]) }),
  }),
);

/** What an authenticator has signed for a sign-in. */
export type Assertion = z.output<typeof assertionSchema>;
/** What an authenticator says of a passkey that it has made. */
export type Attestation = z.output<typeof attestationSchema>;

const relyingParty = z.strictObject({ name: z.string(), id: z.string().describe('The host of the server') });
const descriptors = z.array(z.strictObject({ id: z.string(), type: z.literal('public-key'), transports: z.array(z.string()) }));

export const creationOptionsSchema = defineComponent(
  'PasskeyCreationOptions',
  z
    .strictObject({
      challenge: z.string(),
      rp: relyingParty,
      user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
      pubKeyCredParams: z.array(z.strictObject({ alg: z.int(), type: z.literal('public-key') })),
      timeout: z.int().describe('In milliseconds'),
      attestation: z.literal('none'),
      excludeCredentials: descriptors,
      authenticatorSelection: z.strictObject({
        residentKey: z.literal('required'),
        requireResidentKey: z.boolean(),
        userVerification: z.literal('required'),
      }),
    })
    .describe('For PublicKeyCredential.parseCreationOptionsFromJSON'),
);

export const requestOptionsSchema = defineComponent(
  'PasskeyRequestOptions',
  z
    .strictObject({
      challenge: z.string(),
      rpId: z.string(),
      timeout: z.int().describe('In milliseconds'),
      userVerification: z.literal('required'),
    })
    .describe('For PublicKeyCredential.parseRequestOptionsFromJSON: the authenticator knows its passkeys'),
);

const nameSchema = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]*\S[^\p{Cc}\p{Cs}]*$/u, 'must not be blank, nor hold control characters')
  .max(60)
  .describe('Where it is, such as Laptop');

export const proofSchema = defineComponent(
  'PasskeyProof',
  z
    .strictObject({ password: z.string().max(1000).exactOptional(), assertion: assertionSchema.exactOptional() })
    .refine(
      ({ password, assertion }) => (password === undefined) !== (assertion === undefined),
      'must have password or assertion, one of them',
    )
    .describe('A session that was left open is no proof: the password, or an assertion of a passkey, is'),
);
export const newPasskeySchema = defineComponent('NewPasskey', z.strictObject({ name: nameSchema, attestation: attestationSchema }));
export const passkeyPatchSchema = defineComponent('PasskeyPatch', z.strictObject({ name: nameSchema }));
export const passkeySignInSchema = defineComponent('PasskeySignIn', z.strictObject({ assertion: assertionSchema }));

export const passkeySchema = defineComponent(
  'Passkey',
  z.strictObject({
    id: z.string(),
    name: z.string(),
    isSynced: z.boolean().describe('Whether its provider copies it to other devices'),
    isUsable: z.boolean().describe('false: it belongs to the host that the server had before'),
    createdAt: momentSchema,
    lastUsedAt: momentSchema.nullable(),
  }),
);
export const passkeyListSchema = defineComponent('PasskeyList', z.strictObject({ items: z.array(passkeySchema) }));
export const passkeyParams = z.strictObject({ passkeyId: z.string().max(64) });
