import type { StoreKind } from '../system/backend.ts';
import { FAULT_KINDS, createChance, type FaultKind, type FaultShares } from '@frigg-crm/testing';

/** Everything that a seed decides about a world of webhooks, or of the life of an integration. */
export interface IntegrationPlan {
  readonly seed: number;
  readonly store: StoreKind;
  /** `events`: set up without faults, then calls, texts and changes; `lifecycle`: created, changed and deleted while everything goes wrong. */
  readonly kind: 'events' | 'lifecycle';
  readonly faults: FaultShares;
  readonly machines: number;
  readonly hasDeployments: boolean;
  readonly people: number;
  /** Calls, texts and changes. */
  readonly actions: number;
  readonly visibilityTimeoutMs: number;
  /** Whether the integration is deleted at the end. */
  readonly isDeleted: boolean;
  /** Of which side the owner connects another account for a while. */
  readonly otherAccount: 'crm' | 'quo' | undefined;
}

/** Makes the plan of a seed; see `planSystem`. */
export function planIntegration(
  { seed, store, kind }: Pick<IntegrationPlan, 'seed' | 'store' | 'kind'>,
  kinds: readonly FaultKind[] = Object.keys(FAULT_KINDS) as FaultKind[],
): IntegrationPlan {
  const chance = createChance(seed, 'integration');
  const accounts = createChance(seed, 'accounts');
  const shares: Partial<Record<FaultKind, number>> = {};
  for (const fault of Object.keys(FAULT_KINDS) as FaultKind[]) {
    const isOn = chance.strikes(0.4);
    const factor = 0.3 + chance.next() * 2;
    // The token of this account lives as long as the world, and its clocks agree: both are played with the syncs.
    const isPlayed = kinds.includes(fault) && fault !== 'tokenExpiry' && fault !== 'clockJump';
    if (isOn && isPlayed) shares[fault] = Math.min(1, FAULT_KINDS[fault] * factor);
  }
  return {
    seed,
    store,
    kind,
    faults: shares,
    machines: chance.integer(1, 2),
    hasDeployments: chance.strikes(0.3),
    people: chance.integer(1, 4),
    actions: chance.integer(2, 8),
    visibilityTimeoutMs: chance.pick([30_000, 60_000]),
    isDeleted: chance.strikes(0.5),
    otherAccount: kind === 'events' && accounts.strikes(0.3) ? accounts.pick(['crm', 'quo'] as const) : undefined,
  };
}
