import type { ReactNode } from 'react';
import { Moment } from '../ui/moment.tsx';
import { Paged } from '../ui/paged.tsx';
import { Badge, uiCss } from '../ui/ui.tsx';

interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly caller: string;
  readonly operationId: string;
  readonly target: string;
  readonly status: number;
  readonly code: string | null;
  readonly requestId: string;
}

/** `pauseSync` is `Pause sync`. */
function inWords(operationId: string): string {
  const words = operationId.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Who did what, and who looked at people. */
export function AuditPage(): ReactNode {
  return (
    <div className={uiCss['stack']}>
      <h1>Audit</h1>
      <Paged<AuditEntry>
        path="/audit"
        label="Audit"
        none="Nothing was done yet"
        columns={['When', 'Who', 'What', 'To what', 'Outcome']}
        keyOf={({ id }) => id}
        cells={({ at, caller, operationId, target, code }) => [
          <Moment key="at" at={at} isExact />,
          caller,
          inWords(operationId),
          <code key="target">{target.replace('/api/v1', '')}</code>,
          <Badge key="outcome" tone={code === null ? 'ok' : 'fail'} icon={code === null ? 'check' : 'cross'}>
            {code ?? 'Done'}
          </Badge>,
        ]}
      />
    </div>
  );
}
