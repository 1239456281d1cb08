import { useState, type FormEvent, type ReactNode } from 'react';
import { BASE_URL, request } from '../api/api.ts';
import type { Session } from '../api/types.ts';
import { Field, Form } from '../ui/form.tsx';
import { Button, Failure, uiCss } from '../ui/ui.tsx';
import { hasPasskeys, presentPasskey } from './passkey.ts';
import { useSessionChange } from './session.ts';
import css from './door.module.css';

interface DoorProps {
  readonly title: string;
  readonly text?: string;
  readonly children: ReactNode;
}

function Door({ title, text, children }: DoorProps): ReactNode {
  return (
    <main className={css['door']}>
      <div className={css['panel']}>
        <p className={css['brand']}>
          <img src={new URL('icon.svg', BASE_URL).href} width="30" height="30" alt="" />
          Frigg CRM
        </p>
        <div>
          <h1>{title}</h1>
          {text === undefined ? null : <p className={uiCss['muted']}>{text}</p>}
        </div>
        {children}
      </div>
    </main>
  );
}

interface Sent {
  readonly error: unknown;
  readonly isBusy: boolean;
  readonly send: (event: FormEvent<HTMLFormElement>) => void;
}

/** Sends a form; what comes back is a session. */
function useSend(path: string, more: Readonly<Record<string, string>>, onDone: () => void): Sent {
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const { begin } = useSessionChange();
  const submit = async (form: HTMLFormElement): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const fields = Object.fromEntries(
        [...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
      );
      const { body } = await request<Session>(path, { method: 'POST', body: { ...fields, ...more } });
      begin(body);
      onDone();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return {
    error,
    isBusy,
    send(event) {
      event.preventDefault();
      void submit(event.currentTarget);
    },
  };
}

const FIELDS = ['/name', '/password'];

/** Signing in with name and password. */
export function SignIn({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { error, isBusy, send } = useSend('/session', {}, onDone);
  return (
    <Door title="Sign in">
      <Form
        className={css['form']}
        error={error}
        fields={FIELDS}
        onSubmit={send}
        actions={
          <Button kind="primary" type="submit" isBusy={isBusy}>
            Sign in
          </Button>
        }
      >
        <Field label="Name" pointer="/name">
          {(attributes) => <input {...attributes} name="name" autoComplete="username" required />}
        </Field>
        <Field label="Password" pointer="/password">
          {(attributes) => <input {...attributes} name="password" type="password" autoComplete="current-password" required />}
        </Field>
        {location.protocol === 'http:' && location.hostname !== 'localhost' && !/^(127\.|\[::1\])/.test(location.hostname) ? (
          <p className={uiCss['small']}>This page was loaded without TLS: others on the network can read the password.</p>
        ) : null}
      </Form>
      {hasPasskeys() ? <PasskeySignIn onDone={onDone} /> : null}
    </Door>
  );
}

/** Signing in with what this browser, or a device near it, keeps. */
function PasskeySignIn({ onDone }: { readonly onDone: () => void }): ReactNode {
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const { begin } = useSessionChange();
  const signIn = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const assertion = await presentPasskey();
      const { body } = await request<Session>('/session/passkey', { method: 'POST', body: { assertion } });
      begin(body);
      onDone();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {error === undefined ? null : <Failure error={error} />}
      <Button isBusy={isBusy} onClick={() => void signIn()}>
        Sign in with a passkey
      </Button>
    </>
  );
}

/** What the set-up link opens: its token is in the fragment, which no log of a server or a proxy holds. */
export function SetUp({ token, onDone }: { readonly token: string; readonly onDone: () => void }): ReactNode {
  const { error, isBusy, send } = useSend('/setup', { token }, onDone);
  return (
    <Door title="Set up" text="Choose the name and the password of the first operator, who may do everything.">
      <Form
        className={css['form']}
        error={error}
        fields={FIELDS}
        onSubmit={send}
        actions={
          <Button kind="primary" type="submit" isBusy={isBusy}>
            Create
          </Button>
        }
      >
        <Field label="Name" hint="Small letters, digits, dots and dashes; no e-mail address is needed." pointer="/name">
          {(attributes) => <input {...attributes} name="name" autoComplete="username" required pattern="[a-z0-9][a-z0-9._\-]{0,63}" />}
        </Field>
        <Field label="Password" hint="12 characters or more." pointer="/password">
          {(attributes) => <input {...attributes} name="password" type="password" autoComplete="new-password" required minLength={12} />}
        </Field>
      </Form>
    </Door>
  );
}

/** The set-up link was opened without its token. */
export function NoToken(): ReactNode {
  return (
    <Door
      title="Set up"
      text="This is not the whole set-up link: copy it again from where the server was started, with what stands behind #."
    >
      <a className={`${uiCss['button']}`} href={BASE_URL.href}>
        Sign in instead
      </a>
    </Door>
  );
}
