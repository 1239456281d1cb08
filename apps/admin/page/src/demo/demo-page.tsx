import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError, get, newKey, request } from '../api/api.ts';
import { serverNow } from '../api/server-clock.ts';
import type { Page, Sync } from '../api/types.ts';
import { firstOfEach, sumCounts, verdictOf, type Verdict } from '../logic/demo-verdict.ts';
import { formatCount } from '../logic/format.ts';
import { withProgress } from '../logic/merge-live.ts';
import { useProcesses } from '../live/live.ts';
import { useTitles } from '../syncs/queries.ts';
import { useNow } from '../ui/moment.tsx';
import { StateBadge } from '../ui/parts.tsx';
import { Table } from '../ui/paged.tsx';
import { Badge, Button, Empty, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { DEMO_PATH } from './demo-place.ts';

const FAULTS = [
  { id: 'rate-limits', label: 'Storm of 429', what: 'For 15 seconds both APIs refuse seven of ten requests.', hit: 'requests refused' },
  { id: 'crash', label: 'Kill the workers', what: 'Each task in hand is cut off in the middle, at once.', hit: 'tasks cut off' },
  { id: 'duplicates', label: 'Storm of duplicates', what: 'For 15 seconds each message is sent twice.', hit: 'messages sent twice' },
  { id: 'silence', label: 'Silence', what: 'For 8 seconds neither API answers.', hit: 'requests kept waiting' },
] as const;

type FaultId = (typeof FAULTS)[number]['id'];

interface DemoState {
  readonly readAtMs: number;
  readonly persons: number;
  readonly faults: { readonly until: Readonly<Record<FaultId, number>>; readonly hits: Readonly<Record<FaultId, number>> };
  readonly workspaces: readonly {
    readonly integrationId: string;
    readonly connector: string;
    readonly contacts: number;
    readonly isTroubled: boolean;
  }[];
}

const VERDICTS: Readonly<Record<Verdict, ReactNode>> = {
  right: (
    <Badge tone="ok" icon="check">
      Right
    </Badge>
  ),
  running: (
    <Badge tone="run" icon="syncs">
      Adds up so far
    </Badge>
  ),
  wrong: (
    <Badge tone="fail" icon="cross">
      Wrong
    </Badge>
  ),
  none: <span className={uiCss['muted']}>no sync yet</span>,
};

async function readState(init?: RequestInit): Promise<DemoState> {
  // Whatever is in the answer was true after this.
  const readAtMs = serverNow();
  const response = await fetch(`${DEMO_PATH ?? ''}/${init === undefined ? 'state' : 'faults'}`, init);
  if (!response.ok) throw new ApiError({ status: response.status, detail: 'The demo does not answer.' });
  return { ...((await response.json()) as Omit<DemoState, 'readAtMs'>), readAtMs };
}

/** Throws faults at the demo, and shows that its numbers stay right. */
export function DemoPage(): ReactNode {
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey: ['demo'], refetchInterval: 1000, queryFn: async () => readState() });
  const act = useMutation({
    mutationFn: async (fault: FaultId) =>
      readState({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ fault }) }),
    onSuccess: (state) => client.setQueryData(['demo'], state),
  });
  if (DEMO_PATH === undefined) return <Empty title="This server is no demo" />;
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <div className={uiCss['stack']}>
      <h1>Demo</h1>
      <p className={uiCss['muted']}>
        All APIs are sandboxes on this machine. Throw at them what happens to real ones, and watch that no person is lost, counted twice or
        written twice. The APIs of one integration refuse and fail all the time: its sync heals itself.
      </p>
      {act.error === null ? null : <Failure error={act.error} />}
      <ul className={`${uiCss['cards']} ${uiCss['fours']}`}>
        {FAULTS.map(({ id, label, what, hit }) => (
          <li key={id} className={`${uiCss['card']} ${uiCss['stack']}`}>
            <h2>{label}</h2>
            <p>{what}</p>
            <Left untilMs={data.faults.until[id]} />
            <div className={uiCss['head']}>
              <Button kind="danger" onClick={() => act.mutate(id)}>
                {label}
              </Button>
              <span className={uiCss['muted']}>
                {formatCount(data.faults.hits[id])} {hit}
              </span>
            </div>
          </li>
        ))}
      </ul>
      <Workspaces state={data} />
    </div>
  );
}

function Left({ untilMs }: { readonly untilMs: number }): ReactNode {
  useNow();
  const seconds = Math.ceil((untilMs - serverNow()) / 1000);
  return <p className={uiCss['small']}>{seconds > 0 ? `Lasts for ${seconds} s more.` : 'Quiet.'}</p>;
}

function Workspaces({ state: { persons, workspaces, readAtMs } }: { readonly state: DemoState }): ReactNode {
  const titleOf = useTitles();
  const client = useQueryClient();
  const progress = useProcesses();
  const { data } = useQuery({
    queryKey: ['syncs', 'demo'],
    refetchInterval: 2000,
    queryFn: async ({ signal }) => get<Page<Sync>>('/syncs', { limit: 100 }, signal),
  });
  const start = useMutation({
    mutationFn: async (integrationId: string) =>
      request('/syncs', { method: 'POST', body: { integrationId, type: 'initial' }, idempotencyKey: newKey() }),
    onSuccess: async () => client.invalidateQueries({ queryKey: ['syncs'] }),
  });
  const syncs = (data?.items ?? []).map((sync) => withProgress(sync, progress.get(sync.id)));
  const rows = workspaces.map(({ integrationId, connector, contacts, isTroubled }): readonly [string, readonly ReactNode[]] => {
    const own = firstOfEach(syncs, integrationId);
    const counts = own.length === 0 ? undefined : sumCounts(own);
    return [
      integrationId,
      [
        <div key="name">
          <Link to="/integrations/$integrationId" params={{ integrationId }}>
            {titleOf(connector)}
          </Link>
          {isTroubled ? <p className={`${uiCss['small']} ${uiCss['muted']}`}>its APIs fail all the time; it heals itself</p> : null}
        </div>,
        own.length === 0 ? (
          <Button key="start" icon="syncs" onClick={() => start.mutate(integrationId)}>
            Start
          </Button>
        ) : (
          <div key="syncs" className={uiCss['row']}>
            {own.map((sync) => (
              <Link key={sync.id} to="/syncs/$syncId" params={{ syncId: sync.id }}>
                <StateBadge sync={sync} />
              </Link>
            ))}
          </div>
        ),
        formatCount(persons),
        counts === undefined ? '—' : formatCount(counts.processed),
        counts === undefined ? '—' : `${formatCount(counts.synced)} + ${formatCount(counts.failed)} + ${formatCount(counts.skipped)}`,
        formatCount(contacts),
        VERDICTS[verdictOf(own, { persons, contacts, readAtMs })],
      ],
    ];
  });
  return (
    <>
      {start.error === null ? null : <Failure error={start.error} />}
      <Table
        label="What is in the CRM, what was counted, what is in Quo"
        columns={['Integration', 'Sync', 'In the CRM', 'Processed', 'Synced + failed + skipped', 'In Quo', 'Numbers']}
        rows={rows}
      />
    </>
  );
}
