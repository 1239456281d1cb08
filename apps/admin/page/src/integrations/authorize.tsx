import { useState, type ReactNode } from 'react';
import { useCan } from '../session/session.ts';
import { Moment } from '../ui/moment.tsx';
import { Button, Failure, uiCss } from '../ui/ui.tsx';
import { beginConsent } from './connect-page.tsx';
import { usePart, type Authorization } from './queries.ts';

/** Connecting the account by consent at the CRM, where this server has an app of it. */
export function Authorize({ integrationId }: { readonly integrationId: string }): ReactNode {
  const can = useCan();
  const { data } = usePart<Authorization>(integrationId, 'authorization');
  const [error, setError] = useState<unknown>();
  if (data?.isAvailable !== true) return null;
  const { isConnected, needsReauthorization, last, redirectUri } = data;
  return (
    <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="consent">
      <h2 id="consent">Access at the CRM</h2>
      <p>
        {needsReauthorization
          ? 'The CRM has refused the access that was granted: grant it again.'
          : isConnected
            ? 'Access is granted.'
            : 'Access is not granted yet.'}
      </p>
      {last === null ? null : (
        <p className={`${uiCss['small']} ${uiCss['muted']}`}>
          Last attempt: <code>{last.code}</code> <Moment at={last.at} />
        </p>
      )}
      <p className={uiCss['small']}>
        The app at the CRM has to have exactly this redirect URL: <code>{redirectUri}</code>
      </p>
      {error === undefined ? null : <Failure error={error} />}
      {can('connect') ? (
        <div>
          <Button
            kind={isConnected && !needsReauthorization ? 'normal' : 'primary'}
            onClick={() => void beginConsent(integrationId).catch(setError)}
          >
            {isConnected ? 'Grant access again' : 'Grant access'}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
