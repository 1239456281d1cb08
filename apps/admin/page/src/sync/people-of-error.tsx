import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { get } from '../api/api.ts';
import type { Sync } from '../api/types.ts';
import { useCan } from '../session/session.ts';
import { Button, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { PersonLinks } from './person-links.tsx';

interface PeopleOfErrorProps {
  readonly sync: Pick<Sync, 'id' | 'integrationId' | 'version'>;
  readonly fingerprint: string;
  readonly code: string;
}

/** The people behind a group of failures, for operators that may see them. */
export function PeopleOfError({ sync, fingerprint, code }: PeopleOfErrorProps): ReactNode {
  const can = useCan();
  const [isOpen, setOpen] = useState(false);
  if (!can('see-people')) return null;
  return (
    <div className={uiCss['stack']}>
      <div className={uiCss['row']}>
        <Button kind="quiet" aria-expanded={isOpen} aria-label={`Who failed with ${code}`} onClick={() => setOpen(!isOpen)}>
          Who
        </Button>
      </div>
      {isOpen ? <People sync={sync} fingerprint={fingerprint} /> : null}
    </div>
  );
}

function People({ sync: { id, integrationId, version }, fingerprint }: Omit<PeopleOfErrorProps, 'code'>): ReactNode {
  const { data, error } = useQuery({
    queryKey: ['sync', id, 'people-of-error', fingerprint, version],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      get<{ readonly crmIds: readonly string[] }>(`/syncs/${encodeURIComponent(id)}/errors/${fingerprint}/people`, undefined, signal),
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading lines={1} />;
  if (data.crmIds.length === 0) return <p className={uiCss['muted']}>Pages that failed as a whole: who is on them was not read.</p>;
  return <PersonLinks integrationId={integrationId} crmIds={data.crmIds} />;
}
