import type { ReactNode } from 'react';
import type { Sync } from '../api/types.ts';
import { etaOf } from '../logic/eta.ts';
import { lookOf, shareOf } from '../logic/sync-look.ts';
import { Moment, useNow } from './moment.tsx';
import { Badge, uiCss } from './ui.tsx';

/** The state of a sync now. */
export function StateBadge({ sync }: { readonly sync: Sync }): ReactNode {
  const { label, tone, icon } = lookOf(sync);
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}

/** What a sync waits for, and until when. */
export function Waiting({ sync }: { readonly sync: Sync }): ReactNode {
  if (sync.waiting === null) return null;
  const { message, until } = sync.waiting;
  return (
    <span className={`${uiCss['small']} ${uiCss['muted']}`}>
      {message}
      {until === undefined ? null : (
        <>
          , until <Moment at={until} isExact /> (<Moment at={until} />)
        </>
      )}
    </span>
  );
}

/** When a sync is done, as far as that can be said. */
export function EtaText({ sync }: { readonly sync: Sync }): ReactNode {
  const eta = etaOf(sync, useNow());
  if (eta === undefined) return null;
  if (eta.kind === 'unknown') return <span title={`Not known: ${eta.why}`}>—</span>;
  return (
    <span>
      {eta.kind === 'notBefore' ? 'not before ' : ''}
      <Moment at={eta.at} isExact={eta.kind === 'notBefore'} />
    </span>
  );
}

/** The same within a sentence, where a dash would say nothing. */
export function EtaWords({ sync }: { readonly sync: Sync }): ReactNode {
  const eta = etaOf(sync, useNow());
  if (eta === undefined) return null;
  if (eta.kind === 'unknown') return <> · no estimate: {eta.why}</>;
  return (
    <>
      {eta.kind === 'notBefore' ? ' · not done before ' : ' · done '}
      <Moment at={eta.at} isExact={eta.kind === 'notBefore'} />
    </>
  );
}

function fillOf({ state, ended, counts }: Sync): string {
  if (state === 'ERROR') return 'var(--fail)';
  return ended && counts.failed > 0 ? 'var(--wait)' : 'var(--accent)';
}

/** How much is done. Without a total there is no bar to fill. */
export function ShareBar({ sync }: { readonly sync: Sync }): ReactNode {
  const share = shareOf(sync);
  if (share === undefined) return null;
  return (
    <svg
      className={uiCss['bar']}
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${Math.floor(share * 100)} percent processed`}
    >
      <rect width={share * 100} height="6" fill={fillOf(sync)} />
    </svg>
  );
}
