import type { Schema } from '@frigg-crm/client';

type Integration = Schema<'Integration'>;
type Sync = Schema<'Sync'>;

/** Something that does not go on by itself. */
export interface Attention {
  readonly severity: 'error' | 'warning';
  readonly at: string;
  readonly integrationId: string;
  /** A stable name of the reason. */
  readonly code: string;
  /** One sentence. */
  readonly text: string;
  /** What shows more. */
  readonly next: string;
}

/** @returns what an operator has to do something about, the most severe and then the newest first. What retries by itself is not in it. */
export function findAttention(integrations: readonly Integration[], syncs: readonly Sync[]): readonly Attention[] {
  const found = [...integrations.flatMap(ofIntegration), ...latestRuns(syncs).flatMap(ofSync)];
  return found.toSorted((a, b) => a.severity.localeCompare(b.severity) || b.at.localeCompare(a.at));
}

/** Of each integration and type of people the newest run: what a later run has done better needs no operator. */
function latestRuns(syncs: readonly Sync[]): readonly Sync[] {
  const latest = new Map<string, Sync>();
  for (const sync of syncs) {
    const key = JSON.stringify([sync.integrationId, sync.objectType]);
    const known = latest.get(key);
    if (sync.type !== 'WEBHOOK' && (known === undefined || known.createdAt < sync.createdAt)) latest.set(key, sync);
  }
  return [...latest.values()];
}

const STATUSES: Readonly<Partial<Record<Integration['status'], Pick<Attention, 'severity' | 'text'>>>> = {
  ERROR: { severity: 'error', text: 'does not work: connect the account again, or have it checked' },
  NEEDS_CONFIG: { severity: 'warning', text: 'waits for its settings' },
};

function ofIntegration({ id, status, notices, updatedAt }: Integration): readonly Attention[] {
  if (status === 'IN_DELETION' || status === 'DISABLED') return [];
  const rest = { integrationId: id, next: `integrations show ${id}` };
  const noticed = notices.map(({ level, code, text, at }): Attention => ({ ...rest, severity: level, code, text, at }));
  const reason = STATUSES[status];
  // A notice says it more exactly.
  if (reason === undefined || noticed.some(({ severity }) => severity === 'error')) return noticed;
  return [{ ...rest, ...reason, code: status, at: updatedAt }, ...noticed];
}

function ofSync({ id, integrationId, state, counts, waiting, updatedAt: at }: Sync): readonly Attention[] {
  const rest = { integrationId, at, next: `processes explain ${id}` };
  if (state === 'ERROR') return [{ ...rest, severity: 'error', code: state, text: 'failed; what is done is kept, and can be redriven' }];
  if (state === 'PAUSED' && waiting?.until === undefined) {
    const text = waiting?.message ?? 'is paused, and goes on when an operator resumes it';
    return [{ ...rest, severity: 'warning', code: waiting?.code ?? state, text }];
  }
  if (state !== 'COMPLETED' || counts.failed === 0) return [];
  const people = counts.failed === 1 ? '1 person' : `${counts.failed} people`;
  return [{ ...rest, severity: 'warning', code: 'PEOPLE_FAILED', text: `is complete, but ${people} failed` }];
}
