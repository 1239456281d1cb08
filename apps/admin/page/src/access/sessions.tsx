import type { ReactNode } from 'react';
import type { OperatorSession } from '../api/types.ts';
import { useCan, useSession } from '../session/session.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Moment } from '../ui/moment.tsx';
import { Paged } from '../ui/paged.tsx';
import { uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';

const REFRESH = [['sessions']] as const;

/** Where operators are signed in: all of them for those who manage them, otherwise the own ones. */
export function Sessions(): ReactNode {
  const isManager = useCan()('manage-operators');
  const { data: session } = useSession();
  const [, ownName] = /^operator:(.+)$/.exec(session?.id ?? '') ?? [];
  return (
    <section className={uiCss['stack']} aria-labelledby="sessions">
      <h2 id="sessions">{isManager ? 'Sessions' : 'Your sessions'}</h2>
      <Paged<OperatorSession>
        path="/sessions"
        label="Sessions"
        none="There is no session"
        columns={[...(isManager ? ['Operator'] : []), 'Signed in', 'With', 'Used', 'Ends', '']}
        keyOf={({ id }) => id}
        cells={(one) => [
          ...(isManager ? [one.operator] : []),
          <Moment key="since" at={one.createdAt} />,
          one.signedInWith,
          <Moment key="used" at={one.lastUsedAt} />,
          <Moment key="end" at={one.expiresAt} />,
          // Signing out ends it.
          one.isCurrent ? 'this one' : <End key="end-it" session={one} />,
        ]}
      />
      {ownName === undefined ? null : <EndOthers name={ownName} />}
    </section>
  );
}

function End({ session: { id, operator } }: { readonly session: OperatorSession }): ReactNode {
  const act = useAct({ done: 'The session has ended.', refresh: REFRESH });
  return (
    <Confirm
      kind="danger"
      label="End"
      title={`End this session of ${operator}?`}
      isBusy={act.isPending}
      error={act.error}
      onPress={async () => act.mutateAsync({ path: `/sessions/${encodeURIComponent(id)}`, method: 'DELETE' })}
    >
      <p>It is refused from the next request on. To sign in again takes the password or a passkey.</p>
    </Confirm>
  );
}

function EndOthers({ name }: { readonly name: string }): ReactNode {
  const act = useAct<{ readonly ended: number }>({
    done: ({ ended }) => (ended === 1 ? '1 session has ended.' : `${ended} sessions have ended.`),
    refresh: REFRESH,
  });
  return (
    <div>
      <Confirm
        kind="danger"
        label="Sign out everywhere else"
        title="Sign out everywhere else?"
        isBusy={act.isPending}
        error={act.error}
        onPress={async () => act.mutateAsync({ path: `/operators/${encodeURIComponent(name)}/end-sessions` })}
      >
        <p>All your sessions but this one are refused from the next request on.</p>
      </Confirm>
    </div>
  );
}
