import type { ReactNode } from 'react';
import type { IntegrationStatus } from '../api/types.ts';
import type { IconName } from '../ui/icon.tsx';
import { Badge, type Tone } from '../ui/ui.tsx';

const LOOKS: Readonly<Record<IntegrationStatus, readonly [Tone, IconName, string]>> = {
  ENABLED: ['ok', 'check', 'Works'],
  NEEDS_CONFIG: ['wait', 'clock', 'Waits for settings'],
  PROCESSING: ['run', 'syncs', 'Being set up'],
  DISABLED: ['off', 'pause', 'Switched off'],
  ERROR: ['fail', 'cross', 'Does not work'],
  IN_DELETION: ['off', 'cross', 'Being deleted'],
};

/** The status of an integration. */
export function StatusBadge({ status }: { readonly status: IntegrationStatus }): ReactNode {
  const [tone, icon, label] = LOOKS[status];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
