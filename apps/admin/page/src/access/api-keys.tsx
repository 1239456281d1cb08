import { useState, type FormEvent, type ReactNode } from 'react';
import type { Right } from '../api/types.ts';
import { useSession } from '../session/session.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Moment } from '../ui/moment.tsx';
import { Paged } from '../ui/paged.tsx';
import { Choices, Field, Form } from '../ui/form.tsx';
import { Button, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';

interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly actions: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt: string | null;
}

/** What a program with a right may do. */
const MEANINGS: Readonly<Record<Right, string>> = {
  see: 'syncs, integrations, events',
  'see-people': 'names and numbers',
  start: 'syncs, and single people',
  pause: 'and resume syncs',
  cancel: 'syncs for good',
  redrive: 'what has failed',
  connect: 'accounts',
  configure: 'integrations',
  delete: 'integrations for good',
  'see-audit': 'who did what',
  'see-metrics': 'for Prometheus',
  'manage-keys': 'make and revoke these',
  'manage-operators': 'who may sign in',
};
const FIELDS = ['/name', '/expiresInDays', '/actions'];

/** Keys for programs. */
export function ApiKeys(): ReactNode {
  return (
    <section className={uiCss['stack']} aria-labelledby="keys">
      <h2 id="keys">API keys</h2>
      <Paged<ApiKey>
        path="/api-keys"
        label="API keys"
        none="There is no API key"
        columns={['For', 'May', 'Made', 'Ends', '']}
        keyOf={({ id }) => id}
        cells={(one) => [
          one.name,
          one.actions.join(', '),
          <span key="made">
            <Moment at={one.createdAt} /> by {one.createdBy}
          </span>,
          one.expiresAt === null ? 'never' : <Moment key="end" at={one.expiresAt} />,
          <Revoke key="revoke" apiKey={one} />,
        ]}
      />
      <NewKey />
    </section>
  );
}

function Revoke({ apiKey: { id, name } }: { readonly apiKey: ApiKey }): ReactNode {
  const act = useAct({ done: 'The key works no more.', refresh: [['api-keys']] });
  return (
    <Confirm
      kind="danger"
      label="Revoke"
      title={`Revoke the key for ${name}?`}
      isBusy={act.isPending}
      error={act.error}
      onPress={async () => act.mutateAsync({ path: `/api-keys/${encodeURIComponent(id)}`, method: 'DELETE' })}
    >
      <p>Programs that use it are refused from now on.</p>
    </Confirm>
  );
}

function NewKey(): ReactNode {
  const { data: session } = useSession();
  const [key, setKey] = useState<string>();
  const act = useAct<{ readonly key: string }>({ refresh: [['api-keys']], onDone: (body) => setKey(body.key) });
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const days = data.get('expiresInDays');
    act.mutate({
      path: '/api-keys',
      body: {
        name: data.get('name'),
        actions: data.getAll('actions'),
        ...(typeof days === 'string' && days !== '' && { expiresInDays: Number(days) }),
      },
    });
  };
  return (
    <Form
      className={`${uiCss['card']} ${uiCss['stack']}`}
      error={act.error}
      fields={FIELDS}
      onSubmit={send}
      actions={
        <Button type="submit" isBusy={act.isPending}>
          Create key
        </Button>
      }
    >
      <div className={uiCss['two']}>
        <Field label="What a new key is for" pointer="/name">
          {(attributes) => <input {...attributes} name="name" required maxLength={100} autoComplete="off" />}
        </Field>
        <Field label="Ends in days" hint="Empty: it does not end." pointer="/expiresInDays">
          {(attributes) => <input {...attributes} name="expiresInDays" type="number" min={1} max={3650} />}
        </Field>
      </div>
      <Choices legend="May" pointer="/actions">
        {(attributes) =>
          (session?.actions ?? []).map((action) => (
            <label key={action} className={uiCss['check']}>
              <input {...attributes} type="checkbox" name="actions" value={action} defaultChecked={action === 'see'} />
              <span>
                {action} <span className={`${uiCss['small']} ${uiCss['muted']}`}>{MEANINGS[action]}</span>
              </span>
            </label>
          ))
        }
      </Choices>
      {key === undefined ? null : (
        <p role="status">
          Shown once: <code>{key}</code>
        </p>
      )}
    </Form>
  );
}
