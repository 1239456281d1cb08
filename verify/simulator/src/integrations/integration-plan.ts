import type { StoreKind } from '../system/backend.ts';
import { FAULT_KINDS, createChance, type Chance, type FaultKind, type FaultShares } from '@frigg-crm/testing';

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
  /** Of the actions, so many are followed by a burst: calls and texts of one moment, whose webhooks come together. */
  readonly bursts: number;
  readonly visibilityTimeoutMs: number;
  /** Whether the integration is deleted at the end. */
  readonly isDeleted: boolean;
  /** Of which side the owner connects another account for a while. */
  readonly otherAccount: 'crm' | 'quo' | undefined;
}

/** One integration saves one process at a time: these are played with the syncs, and the last of them with bursts. */
const ROW_FAULTS: readonly FaultKind[] = ['rowLocked', 'rowRefused', 'rowUnknown', 'savePartial'];

/** Makes the plan of a seed; see `planSystem`. */
export function planIntegration(
  { seed, store, kind }: Pick<IntegrationPlan, 'seed' | 'store' | 'kind'>,
  kinds: readonly FaultKind[] = Object.keys(FAULT_KINDS) as FaultKind[],
): IntegrationPlan {
  const chance = createChance(seed, 'integration');
  const accounts = createChance(seed, 'accounts');
  const shares: Partial<Record<FaultKind, number>> = {};
  for (const fault of (Object.keys(FAULT_KINDS) as FaultKind[]).filter((name) => !ROW_FAULTS.includes(name))) {
    const isOn = chance.strikes(0.4);
    const factor = 0.3 + chance.next() * 2;
    // The token of this account lives as long as the world, and its clocks agree: both are played with the syncs.
    const isPlayed = kinds.includes(fault) && fault !== 'tokenExpiry' && fault !== 'clockJump';
    if (isOn && isPlayed) shares[fault] = Math.min(1, FAULT_KINDS[fault] * factor);
  }
  const { bursts, savePartial } = planBursts(createChance(seed, 'bursts'), kind);
  if (kinds.includes('savePartial')) shares.savePartial = savePartial;
  return {
    seed,
    store,
    kind,
    faults: shares,
    machines: chance.integer(1, 2),
    hasDeployments: chance.strikes(0.3),
    people: chance.integer(1, 4),
    actions: chance.integer(2, 8),
    bursts,
    visibilityTimeoutMs: chance.pick([30_000, 60_000]),
    isDeleted: chance.strikes(0.5),
    otherAccount: kind === 'events' && accounts.strikes(0.3) ? accounts.pick(['crm', 'quo'] as const) : undefined,
  };
}

/** Rare, as each costs events; half of them at a share at which some of the few inserts are hit that are concerned. */
function planBursts(chance: Chance, kind: IntegrationPlan['kind']): Pick<IntegrationPlan, 'bursts'> & { readonly savePartial: number } {
  const hasBursts = kind === 'events' && chance.strikes(0.06);
  const bursts = hasBursts ? chance.integer(1, 2) : 0;
  return { bursts, savePartial: hasBursts && chance.strikes(0.5) ? 0.3 : 0 };
}
