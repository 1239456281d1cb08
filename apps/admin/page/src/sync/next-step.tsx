import { nextStepOf } from '@frigg-crm/client/attention';
import type { ReactNode } from 'react';
import type { Sync } from '../api/types.ts';
import { CredentialsLink } from '../integrations/credentials-link.tsx';
import { ReleaseThrottle } from '../integrations/verbs.tsx';
import { useCan } from '../session/session.ts';
import { uiCss } from '../ui/ui.tsx';

/** What can be done about a sync that does not move, where its own buttons do not say it. */
export function NextStepRow({ sync }: { readonly sync: Sync }): ReactNode {
  const can = useCan();
  const step = nextStepOf(sync);
  if (step === undefined) return null;
  if (step === 'credentials')
    return (
      <div className={uiCss['row']}>
        <CredentialsLink integrationId={sync.integrationId} />
        <span>Then it goes on by itself, and loses nothing. To resume it before would end in the same refusal.</span>
      </div>
    );
  return (
    <div className={uiCss['row']}>
      <span>It goes on by itself then.</span>
      {can('pause') ? <ReleaseThrottle id={sync.integrationId} /> : null}
    </div>
  );
}
