import { useState, type FormEvent, type ReactNode } from 'react';
import { reconnect } from '../live/live.ts';
import { useCan, useSession } from '../session/session.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Moment } from '../ui/moment.tsx';
import { Paged } from '../ui/paged.tsx';
import { Check, Field, Form } from '../ui/form.tsx';
import { Button, Failure, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';
import { ApiKeys } from './api-keys.tsx';
import { Passkeys } from './passkeys.tsx';
import { Sessions } from './sessions.tsx';

interface Operator {
  readonly name: string;
  readonly role: 'viewer' | 'operator' | 'admin';
  readonly seesPeople: boolean;
  readonly createdAt: string;
  readonly createdBy: string;
}

const ROLES = ['viewer', 'operator', 'admin'] as const;
const OPERATOR_FIELDS = ['/name', '/password', '/role', '/seesPeople'];
const PASSWORD_FIELDS = ['/password', '/newPassword'];

/** Who may do what. */
export function AccessPage(): ReactNode {
  const can = useCan();
  const { data: session } = useSession();
  const isOperator = session?.id.startsWith('operator:') === true;
  return (
    <div className={uiCss['stack']}>
      <h1>Access</h1>
      {can('manage-operators') ? <Operators /> : null}
      {can('manage-operators') || isOperator ? <Sessions /> : null}
      {can('manage-keys') ? <ApiKeys /> : null}
      {isOperator ? (
        <>
          <Passkeys />
          <OwnPassword />
        </>
      ) : null}
    </div>
  );
}

function Operators(): ReactNode {
  const { data: session } = useSession();
  return (
    <section className={uiCss['stack']} aria-labelledby="operators">
      <h2 id="operators">Operators</h2>
      <Paged<Operator>
        path="/operators"
        label="Operators"
        none="There is no operator"
        columns={['Name', 'Role', 'Sees people', 'Since', '']}
        keyOf={({ name }) => name}
        cells={(one) => [
          one.name,
          <RoleSelect key="role" operator={one} isOwn={session?.id === `operator:${one.name}`} />,
          <SeesPeople key="people" operator={one} />,
          <Moment key="at" at={one.createdAt} />,
          session?.id === `operator:${one.name}` ? 'you' : <Remove key="remove" name={one.name} />,
        ]}
      />
      <NewOperator />
    </section>
  );
}

function RoleSelect({ operator: { name, role }, isOwn }: { readonly operator: Operator; readonly isOwn: boolean }): ReactNode {
  const act = useAct({ done: 'Saved.', refresh: [['operators']] });
  return (
    <>
      <select
        aria-label={`Role of ${name}`}
        className={uiCss['select']}
        disabled={isOwn || act.isPending}
        value={role}
        onChange={(event) => act.mutate({ path: `/operators/${name}`, method: 'PATCH', body: { role: event.currentTarget.value } })}
      >
        {ROLES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      {act.error === null ? null : <Failure error={act.error} />}
    </>
  );
}

function SeesPeople({ operator: { name, seesPeople } }: { readonly operator: Operator }): ReactNode {
  const act = useAct({ done: 'Saved.', refresh: [['operators'], ['session']] });
  return (
    <>
      <input
        type="checkbox"
        aria-label={`${name} sees people`}
        checked={seesPeople}
        disabled={act.isPending}
        onChange={(event) => act.mutate({ path: `/operators/${name}`, method: 'PATCH', body: { seesPeople: event.currentTarget.checked } })}
      />
      {act.error === null ? null : <Failure error={act.error} />}
    </>
  );
}

function Remove({ name }: { readonly name: string }): ReactNode {
  const act = useAct({ done: 'Removed.', refresh: [['operators']] });
  return (
    <Confirm
      kind="danger"
      label="Remove"
      title={`Remove ${name}?`}
      isBusy={act.isPending}
      error={act.error}
      onPress={async () => act.mutateAsync({ path: `/operators/${name}`, method: 'DELETE' })}
    >
      <p>The sessions of this operator end within a minute. What was done stays in the audit log.</p>
    </Confirm>
  );
}

function NewOperator(): ReactNode {
  const [form, setForm] = useState<HTMLFormElement>();
  const act = useAct({ done: 'Created.', refresh: [['operators']], onDone: () => form?.reset() });
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setForm(event.currentTarget);
    const data = new FormData(event.currentTarget);
    act.mutate({
      path: '/operators',
      body: { name: data.get('name'), password: data.get('password'), role: data.get('role'), seesPeople: data.get('seesPeople') !== null },
    });
  };
  return (
    <Form
      className={`${uiCss['card']} ${uiCss['two']}`}
      error={act.error}
      fields={OPERATOR_FIELDS}
      onSubmit={send}
      actions={
        <Button type="submit" isBusy={act.isPending}>
          Create operator
        </Button>
      }
    >
      <Field label="Name of a new operator" hint="Small letters, digits, dots and dashes." pointer="/name">
        {(attributes) => <input {...attributes} name="name" required pattern="[a-z0-9][a-z0-9._\-]{0,63}" autoComplete="off" />}
      </Field>
      <Field label="First password" hint="12 characters or more; to be changed by the operator." pointer="/password">
        {(attributes) => <input {...attributes} name="password" type="password" minLength={12} required autoComplete="new-password" />}
      </Field>
      <Field label="Role" pointer="/role">
        {(attributes) => (
          <select {...attributes} name="role" defaultValue="viewer">
            {ROLES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </Field>
      <Check label="May see people" pointer="/seesPeople">
        {(attributes) => <input {...attributes} type="checkbox" name="seesPeople" />}
      </Check>
    </Form>
  );
}

function OwnPassword(): ReactNode {
  // The session is another one: the feed was let in by that of before.
  const act = useAct({ done: 'Your password is changed, and your other sessions have ended.', refresh: [['session']], onDone: reconnect });
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    act.mutate({
      path: '/session/password',
      method: 'PUT',
      body: { password: data.get('password'), newPassword: data.get('newPassword') },
    });
  };
  return (
    <section className={uiCss['stack']} aria-labelledby="own">
      <h2 id="own">Your password</h2>
      <Form
        className={`${uiCss['card']} ${uiCss['two']}`}
        error={act.error}
        fields={PASSWORD_FIELDS}
        onSubmit={send}
        actions={
          <Button type="submit" isBusy={act.isPending}>
            Change
          </Button>
        }
      >
        <Field label="Current password" pointer="/password">
          {(attributes) => <input {...attributes} name="password" type="password" required autoComplete="current-password" />}
        </Field>
        <Field label="New password" hint="12 characters or more." pointer="/newPassword">
          {(attributes) => <input {...attributes} name="newPassword" type="password" minLength={12} required autoComplete="new-password" />}
        </Field>
      </Form>
    </section>
  );
}
