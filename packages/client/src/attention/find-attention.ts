import type { Schema } from '../request-types.ts';
import { nextStepOf } from './next-step.ts';

type Integration = Schema<'Integration'>;
type Sync = Schema<'Sync'>;

/** Something that does not go on by itself, and what a caller shows of it. */
export interface Attention {
  /** Of one look at a system no two have the same. */
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** A stable name of the reason. */
  readonly code: string;
  /** `undefined` where it was not among the integrations that were looked at. */
  readonly integration: Integration | undefined;
  readonly sync: Sync | undefined;
  /** One sentence. */
  readonly text: string;
  /** What an API has said. @defaultValue nothing */
  readonly detail?: string | undefined;
  readonly at: string;
}

/** @returns what an operator has to do something about, the most severe and then the newest first. What retries by itself is not in it. */
export function findAttention(integrations: readonly Integration[], syncs: readonly Sync[]): readonly Attention[] {
  const byId = new Map(integrations.map((integration) => [integration.id, integration]));
  const found = [
    ...integrations.flatMap(ofIntegration),
    ...latestRuns(syncs).flatMap((sync) => ofSync(sync, byId.get(sync.integrationId))),
  ];
  return found.toSorted((a, b) => severityOf(a) - severityOf(b) || (a.at < b.at ? 1 : -1));
}

/** @returns of each integration and type of people the newest run: what a later run has done better needs no one. */
export function latestRuns(syncs: readonly Sync[]): readonly Sync[] {
  const latest = new Map<string, Sync>();
  for (const sync of syncs) {
    if (sync.type === 'WEBHOOK') continue;
    const key = `${sync.integrationId} ${sync.objectType ?? ''}`;
    const known = latest.get(key);
    if (known === undefined || known.createdAt < sync.createdAt) latest.set(key, sync);
  }
  return [...latest.values()];
}

function severityOf({ severity }: Attention): number {
  return severity === 'error' ? 0 : 1;
}

const STATUS_TEXTS: Readonly<Partial<Record<Integration['status'], string>>> = {
  ERROR: 'does not work: connect the account again, or have it checked',
  NEEDS_CONFIG: 'waits for its settings',
};

function ofIntegration(integration: Integration): readonly Attention[] {
  const { id, status, notices, updatedAt } = integration;
  if (status === 'IN_DELETION' || status === 'DISABLED') return [];
  const rest = { integration, sync: undefined };
  const noticed = notices.map(({ level: severity, code, text, at }, index) => ({
    ...rest,
    id: `${id} notice ${index}`,
    severity,
    code,
    text,
    at,
  }));
  const text = STATUS_TEXTS[status];
  // A notice says it more exactly.
  if (text === undefined || noticed.some(({ severity }) => severity === 'error')) return noticed;
  return [
    { ...rest, id: `${id} status`, severity: status === 'ERROR' ? 'error' : 'warning', code: status, text, at: updatedAt },
    ...noticed,
  ];
}

function ofSync(sync: Sync, integration: Integration | undefined): readonly Attention[] {
  const { id, state, counts, waiting, updatedAt: at } = sync;
  const rest = { id, integration, sync, at };
  const failed = { severity: 'error', code: state, text: 'failed; what is done is kept, and can be redriven' } as const;
  if (state === 'ERROR') return [{ ...rest, ...failed }];
  const code = waiting?.code ?? state;
  if (nextStepOf(sync) === 'credentials')
    return [{ ...rest, severity: 'error', code, text: 'is paused: an account is refused. What is done is kept', detail: waiting?.message }];
  if (state === 'PAUSED' && waiting?.until === undefined)
    return [{ ...rest, severity: 'warning', code, text: 'is paused, and goes on when an operator resumes it' }];
  if (state === 'COMPLETED' && counts.failed > 0) {
    const people = counts.failed === 1 ? '1 person' : `${counts.failed} people`;
    return [{ ...rest, severity: 'warning', code: 'PEOPLE_FAILED', text: `is complete, but ${people} failed` }];
  }
  return [];
}
