import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Fragment, Suspense, lazy, useCallback, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { BASE_URL } from '../api/api.ts';
import type { Session } from '../api/types.ts';
import { useFeed } from '../live/live.ts';
import { useSessionChange } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import { note, Notes } from '../ui/notes.tsx';
import { preferences } from '../ui/preferences.ts';
import { Button, Loading } from '../ui/ui.tsx';
import { LiveLine } from './live-line.tsx';
import { SECTIONS } from './sections.ts';
import { useShortcuts } from './use-shortcuts.ts';
import css from './shell.module.css';

const Help = lazy(async () => ({ default: (await import('./help.tsx')).Help }));

const NEXT_THEME = { auto: 'light', light: 'dark', dark: 'auto' } as const;
const THEME_ICON = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

/** The frame around every page of those who are signed in. */
export function Shell({ session }: { readonly session: Session }): ReactNode {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const openHelp = useCallback(() => setHelpOpen(true), []);
  useShortcuts({ onHelp: openHelp });
  useFeed();
  const main = useFocusOnNavigation();
  return (
    <div className={css['shell']}>
      <a href="#main" className={css['skip']} onClick={(event) => focusMain(event, main.current)}>
        To the content
      </a>
      <Side session={session} onHelp={openHelp} />
      <main id="main" ref={main} tabIndex={-1} className={css['main']}>
        <Suspense fallback={<Loading lines={6} />}>
          <Outlet />
        </Suspense>
      </main>
      <Notes />
      {isHelpOpen ? (
        <Suspense>
          <Help onClose={() => setHelpOpen(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

/** With a base URL a link to a fragment would leave the page. */
function focusMain(event: { preventDefault(): void }, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

/** A screen reader hears of the new page, and the keyboard is where it begins. */
function useFocusOnNavigation(): { readonly current: HTMLElement | null } {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== path) main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path]);
  return main;
}

function Side({ session, onHelp }: { readonly session: Session; readonly onHelp: () => void }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const seen = SECTIONS.filter(({ right }) => session.actions.includes(right));
  return (
    <header className={css['side']}>
      <div className={css['top']}>
        <p className={css['brand']}>
          <img src={new URL('icon.svg', BASE_URL).href} width="26" height="26" alt="" />
          Frigg CRM
        </p>
        <Button
          kind="quiet"
          icon={isOpen ? 'close' : 'menu'}
          className={css['toggle'] ?? ''}
          aria-expanded={isOpen}
          aria-controls="menu"
          onClick={() => setOpen(!isOpen)}
        >
          Menu
        </Button>
      </div>
      <div id="menu" className={css['fold']} data-open={isOpen}>
        <nav aria-label="Sections" className={css['nav']}>
          {seen.map(({ to, label, icon, isMinor }, index) => (
            <Fragment key={to}>
              {isMinor === true && seen[index - 1]?.isMinor !== true ? <span className={css['rule']} /> : null}
              <SectionLink to={to} label={label} icon={icon} onClick={() => setOpen(false)} />
            </Fragment>
          ))}
        </nav>
        <Foot session={session} onHelp={onHelp} />
      </div>
    </header>
  );
}

interface SectionLinkProps {
  readonly to: string;
  readonly label: string;
  readonly icon: Parameters<typeof Icon>[0]['name'];
  readonly onClick: () => void;
}

function SectionLink({ to, label, icon, onClick }: SectionLinkProps): ReactNode {
  return (
    <Link to={to} onClick={onClick} activeOptions={{ exact: to === '/', includeSearch: false }}>
      <Icon name={icon} />
      {label}
    </Link>
  );
}

function Foot({ session, onHelp }: { readonly session: Session; readonly onHelp: () => void }): ReactNode {
  const { theme, zone } = useSyncExternalStore(preferences.subscribe, preferences.get);
  const { end } = useSessionChange();
  const signOut = async (): Promise<void> => {
    try {
      await end();
    } catch {
      note('The server cannot be reached: you are still signed in.', 'fail');
    }
  };
  return (
    <div className={css['foot']}>
      <LiveLine />
      <div className={css['tools']}>
        <Button
          kind="quiet"
          icon={THEME_ICON[theme]}
          aria-label={`Theme: ${theme}. Change it`}
          onClick={() => preferences.set({ theme: NEXT_THEME[theme] })}
        />
        <Button
          kind="quiet"
          icon="clock"
          aria-label={`Times: ${zone}. Change it`}
          onClick={() => preferences.set({ zone: zone === 'utc' ? 'local' : 'utc' })}
        >
          {zone === 'utc' ? 'UTC' : 'Local'}
        </Button>
        <Button kind="quiet" icon="keyboard" aria-label="Keys" onClick={onHelp} />
        <Button kind="quiet" icon="out" aria-label={`Sign out ${session.id.replace('operator:', '')}`} onClick={() => void signOut()} />
      </div>
    </div>
  );
}
