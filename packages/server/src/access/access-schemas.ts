import * as z from 'zod';
import { countSchema, cursorParameter, limitParameter, momentSchema } from '../http/fields.ts';
import { defineComponent } from '../openapi/components.ts';
import { ACTIONS, ROLES, type Role } from './action.ts';
import { SIGN_IN_WAYS } from './records.ts';

const roleNames = Object.keys(ROLES) as readonly Role[];
const nameSchema = z
  .string()
  .regex(/^[a-z\d][a-z\d._-]{0,63}$/, 'must be 1 to 64 of a-z 0-9 . _ -, and begin with a letter or a digit')
  .describe('Names the operator; no e-mail address is needed');
const passwordSchema = z.string().min(12, 'must have 12 characters or more').max(1000);
const givenPasswordSchema = z.string().max(1000);

export const signInSchema = defineComponent('SignIn', z.strictObject({ name: z.string().max(64), password: givenPasswordSchema }));
export const setUpSchema = defineComponent(
  'SetUp',
  z.strictObject({ token: z.string().max(200), name: nameSchema, password: passwordSchema }),
);

/** Who is signed in. */
export const sessionSchema = defineComponent(
  'Session',
  z.strictObject({
    id: z.string().describe('Such as operator:ana, key:12ab34cd56ef or tenant:u1'),
    actions: z.array(z.enum(ACTIONS)),
    userId: z.string().nullable().describe('A tenant: what belongs to others does not exist for it'),
  }),
);

/** A sign-in of an operator that is not over. */
export const operatorSessionSchema = defineComponent(
  'OperatorSession',
  z.strictObject({
    id: z.string().describe('Names the session; no one can sign in with it'),
    operator: z.string(),
    signedInWith: z.enum(SIGN_IN_WAYS),
    createdAt: momentSchema,
    lastUsedAt: momentSchema.describe('To five minutes'),
    expiresAt: momentSchema,
    isCurrent: z.boolean().describe('Whether it is the session of this request'),
  }),
);
export const operatorSessionListSchema = defineComponent(
  'OperatorSessionList',
  z.strictObject({ items: z.array(operatorSessionSchema), nextCursor: z.string().nullable() }),
);
export const sessionListQuery = z.strictObject({
  operator: nameSchema.describe('Only those of this one').optional(),
  limit: limitParameter(),
  cursor: cursorParameter().describe('nextCursor of the page before, with the same operator'),
});
export const sessionParams = z.strictObject({ sessionId: z.string().max(64) });
export const endedSessionsSchema = defineComponent('EndedSessions', z.strictObject({ ended: countSchema.describe('How many') }));

export const newPasswordSchema = defineComponent(
  'NewPassword',
  z.strictObject({ password: givenPasswordSchema, newPassword: passwordSchema }),
);

export const operatorSchema = defineComponent(
  'Operator',
  z.strictObject({ name: z.string(), role: z.enum(roleNames), seesPeople: z.boolean(), createdAt: momentSchema, createdBy: z.string() }),
);
export const operatorListSchema = defineComponent(
  'OperatorList',
  z.strictObject({ items: z.array(operatorSchema), nextCursor: z.string().nullable() }),
);
export const newOperatorSchema = defineComponent(
  'NewOperator',
  z.strictObject({
    name: nameSchema,
    password: passwordSchema.describe('To be changed by the operator'),
    role: z.enum(roleNames),
    seesPeople: z.boolean().describe('Whether ids and numbers of people are shown'),
  }),
);
export const operatorPatchSchema = defineComponent(
  'OperatorPatch',
  z.strictObject({ role: z.enum(roleNames).exactOptional(), seesPeople: z.boolean().exactOptional() }),
);
export const operatorParams = z.strictObject({ name: z.string().max(64) });

const keyFields = {
  id: z.string(),
  name: z.string().describe('What it is for'),
  actions: z.array(z.enum(ACTIONS)),
  userId: z.string().nullable().describe('Restricts it to what belongs to one owner'),
  createdAt: momentSchema,
  createdBy: z.string(),
  expiresAt: momentSchema.nullable(),
};
export const keySchema = defineComponent('ApiKey', z.strictObject(keyFields));
export const keyListSchema = defineComponent(
  'ApiKeyList',
  z.strictObject({ items: z.array(keySchema), nextCursor: z.string().nullable() }),
);
export const createdKeySchema = defineComponent('CreatedApiKey', z.strictObject({ ...keyFields, key: z.string().describe('Shown once') }));
export const newKeySchema = defineComponent(
  'NewApiKey',
  z.strictObject({
    name: z.string().regex(/\S/).max(100),
    actions: z.array(z.enum(ACTIONS)).min(1, 'must be one or more').max(ACTIONS.length),
    userId: z
      .string()
      .regex(/^[!-~]{1,200}$/, 'must be 1 to 200 visible ASCII characters')
      .exactOptional(),
    expiresInDays: z.int().min(1).max(3650).exactOptional().describe('absent: it does not expire'),
  }),
);
export const keyParams = z.strictObject({ keyId: z.string().max(64) });
