import { DEMO_PATH } from '../demo/demo-place.ts';
import type { IconName } from '../ui/icon.tsx';
import type { Right } from '../api/types.ts';

/** A section of the page. */
interface Section {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
  /** Pressed behind `g`. */
  readonly key: string;
  /** What it takes to see it. */
  readonly right: Right;
  readonly isMinor?: true;
}

/** All sections, in the order in which they are shown. */
export const SECTIONS: readonly Section[] = [
  ...(DEMO_PATH === undefined ? [] : [{ to: '/demo', label: 'Demo', icon: 'play', key: 'm', right: 'see' } as const]),
  { to: '/', label: 'Overview', icon: 'overview', key: 'o', right: 'see' },
  { to: '/syncs', label: 'Syncs', icon: 'syncs', key: 's', right: 'see' },
  { to: '/integrations', label: 'Integrations', icon: 'integrations', key: 'i', right: 'see' },
  { to: '/people', label: 'Where is Jane?', icon: 'people', key: 'p', right: 'see' },
  { to: '/webhooks', label: 'Webhooks', icon: 'webhooks', key: 'w', right: 'see' },
  { to: '/dead-letters', label: 'Dead letters', icon: 'dead', key: 'd', right: 'see' },
  { to: '/bulk', label: 'Bulk operations', icon: 'bulk', key: 'b', right: 'see', isMinor: true },
  { to: '/audit', label: 'Audit', icon: 'audit', key: 'u', right: 'see-audit', isMinor: true },
  { to: '/access', label: 'Access', icon: 'access', key: 'a', right: 'see', isMinor: true },
  { to: '/import', label: 'Open an export', icon: 'file', key: 'e', right: 'see', isMinor: true },
  { to: '/diagnostics', label: 'Diagnostics', icon: 'diagnostics', key: 'x', right: 'see', isMinor: true },
];
