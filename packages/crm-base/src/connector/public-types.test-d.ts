import { expectTypeOf, it } from 'vitest';
import type * as z from 'zod';
import type { syncContextSchema, SyncContext } from '../process/sync-context.ts';
import type { integrationMessageSchema, IntegrationMessage } from '../queue/integration-message.ts';
import type { syncMessageSchema, SyncMessage } from '../queue/sync-message.ts';
import type { CRMConfig, ResolvedCRMConfig, crmConfigSchema } from './crm-config.ts';

/** What zod reads, as interfaces say it. */
type Shown<Value> = Value extends readonly (infer Item)[]
  ? readonly Shown<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Shown<Value[Key]> }
    : Value;

it('says in interfaces what the schemas at the doors read', () => {
  expectTypeOf<Shown<CRMConfig>>().toEqualTypeOf<Shown<z.input<typeof crmConfigSchema>>>();
  expectTypeOf<Shown<ResolvedCRMConfig>>().toEqualTypeOf<Shown<z.output<typeof crmConfigSchema>>>();
  expectTypeOf<Shown<SyncContext>>().toEqualTypeOf<Shown<z.output<typeof syncContextSchema>>>();
  expectTypeOf<Shown<IntegrationMessage>>().toEqualTypeOf<Shown<z.output<typeof integrationMessageSchema>>>();
  // JSON of any depth cannot be compared member by member: each is assignable to the other.
  expectTypeOf<z.output<typeof syncMessageSchema>>().toExtend<SyncMessage>();
  expectTypeOf<Shown<SyncMessage>['event']>().toEqualTypeOf<z.output<typeof syncMessageSchema>['event']>();
});
