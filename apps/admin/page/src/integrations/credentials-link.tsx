import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCan } from '../session/session.ts';
import { uiCss } from '../ui/ui.tsx';

/** Leads to where new credentials are entered. */
export function CredentialsLink({ integrationId }: { readonly integrationId: string }): ReactNode {
  const can = useCan();
  return (
    <Link
      className={`${uiCss['button']} ${uiCss['primary']}`}
      to="/integrations/$integrationId"
      params={{ integrationId }}
      hash={can('connect') ? 'credentials' : ''}
    >
      {can('connect') ? 'Replace credentials' : 'Open the integration'}
    </Link>
  );
}
