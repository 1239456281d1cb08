import type { ReactNode } from 'react';
import { Badge } from '../ui/ui.tsx';

/** An event that is kept until it is done. */
export interface Entry {
  readonly id: string;
  readonly integrationId: string;
  readonly connector: string;
  readonly kind: string;
  readonly state: 'open' | 'done' | 'failed';
  readonly code: string | null;
  readonly failedAttempts: number;
  readonly acceptedAt: string;
  readonly dueAt: string;
}

/** What became of an event. */
export function EntryBadge({ entry: { state, failedAttempts } }: { readonly entry: Pick<Entry, 'state' | 'failedAttempts'> }): ReactNode {
  if (state === 'done')
    return (
      <Badge tone="ok" icon="check">
        Done
      </Badge>
    );
  if (state === 'failed')
    return (
      <Badge tone="fail" icon="cross">
        Failed
      </Badge>
    );
  return (
    <Badge tone={failedAttempts > 0 ? 'wait' : 'run'} icon="clock">
      {failedAttempts > 0 ? 'Retried' : 'Waits'}
    </Badge>
  );
}
