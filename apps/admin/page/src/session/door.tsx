import { useState, type FormEvent, type ReactNode } from 'react';
import { ApiError, BASE_URL, request } from '../api/api.ts';
import type { Session } from '../api/types.ts';
import { Button, Failure, Field, uiCss } from '../ui/ui.tsx';
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

function fieldError(error: unknown, name: string): string | undefined {
  return error instanceof ApiError ? error.fields.find(({ pointer }) => pointer === `/${name}`)?.detail : undefined;
}

/** Signing in with name and password. */
export function SignIn({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { error, isBusy, send } = useSend('/session', {}, onDone);
  return (
    <Door title="Sign in">
      <form className={css['form']} onSubmit={send}>
        <Field label="Name">{(attributes) => <input {...attributes} name="name" autoComplete="username" required />}</Field>
        <Field label="Password">
          {(attributes) => <input {...attributes} name="password" type="password" autoComplete="current-password" required />}
        </Field>
        {error === undefined ? null : <Failure error={error} />}
        {location.protocol === 'http:' && location.hostname !== 'localhost' && !/^(127\.|\[::1\])/.test(location.hostname) ? (
          <p className={uiCss['small']}>This page was loaded without TLS: others on the network can read the password.</p>
        ) : null}
        <Button kind="primary" type="submit" isBusy={isBusy}>
          Sign in
        </Button>
      </form>
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
      <form className={css['form']} onSubmit={send}>
        <Field label="Name" hint="Small letters, digits, dots and dashes; no e-mail address is needed." error={fieldError(error, 'name')}>
          {(attributes) => <input {...attributes} name="name" autoComplete="username" required pattern="[a-z0-9][a-z0-9._\-]{0,63}" />}
        </Field>
        <Field label="Password" hint="12 characters or more." error={fieldError(error, 'password')}>
          {(attributes) => <input {...attributes} name="password" type="password" autoComplete="new-password" required minLength={12} />}
        </Field>
        {error === undefined ? null : <Failure error={error} />}
        <Button kind="primary" type="submit" isBusy={isBusy}>
          Create
        </Button>
      </form>
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
