import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Suspense, useState, type ReactNode } from 'react';
import { NoToken, SetUp, SignIn } from './session/door.tsx';
import { useSession } from './session/session.ts';
import { Shell } from './shell/shell.tsx';
import { Failure, Loading, uiCss } from './ui/ui.tsx';

/** Read once: it is removed from the address at once, so that it is in no history and on no screenshot. */
const setUpToken = takeSetUpToken();

function takeSetUpToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined;
  if (token !== undefined) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}

/** Lets in those who are signed in. */
export function Root(): ReactNode {
  const { data: session, error, refetch } = useSession();
  const navigate = useNavigate();
  const [isSetUp, setSetUp] = useState(false);
  const path = useRouterState({ select: ({ location: { pathname } }) => pathname });
  const goHome = (): void => {
    setSetUp(true);
    void navigate({ to: '/' });
  };
  if (/\/setup\/?$/.test(path) && !isSetUp) return setUpToken === undefined ? <NoToken /> : <SetUp token={setUpToken} onDone={goHome} />;
  // A file needs neither a server nor a session.
  if (session == null && /\/import\/?$/.test(path)) return <Alone />;
  if (error !== null && session === undefined)
    return (
      <main className={uiCss['card']}>
        <Failure error={error} onRetry={() => void refetch()} />
      </main>
    );
  if (session === undefined) return <Loading lines={3} />;
  // What was to be opened is opened behind the sign-in: the address stays.
  return session === null ? <SignIn onDone={() => undefined} /> : <Shell session={session} />;
}

function Alone(): ReactNode {
  return (
    <main className={uiCss['alone']}>
      <Suspense fallback={<Loading lines={6} />}>
        <Outlet />
      </Suspense>
    </main>
  );
}
