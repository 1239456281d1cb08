import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { get } from '../api/api.ts';
import type { Passkey } from '../api/types.ts';
import { hasPasskeys, makePasskey, presentPasskey } from '../session/passkey.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Moment } from '../ui/moment.tsx';
import { Table } from '../ui/paged.tsx';
import { Field, FieldGroup, Form } from '../ui/form.tsx';
import { Badge, Button, Empty, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';

const PATH = '/session/passkeys';
const REFRESH = [['passkeys']] as const;
const NAME_FIELDS = ['/name'];
const NEW_FIELDS = ['/name', '/password'];

/** What the operator can sign in with beside the password. */
export function Passkeys(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['passkeys'],
    queryFn: async ({ signal }) => get<{ readonly items: readonly Passkey[] }>(PATH, undefined, signal),
  });
  const items = data?.items ?? [];
  return (
    <section className={uiCss['stack']} aria-labelledby="passkeys">
      <h2 id="passkeys">Your passkeys</h2>
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data !== undefined && items.length === 0 ? <Empty title="You have no passkey" /> : null}
      {items.length === 0 ? null : (
        <Table
          label="Your passkeys"
          columns={['Name', 'Added', 'Used', '']}
          rows={items.map((one) => [
            one.id,
            [
              <span key="name" className={uiCss['row']}>
                {one.name}{' '}
                {one.isUsable ? null : (
                  <Badge tone="fail" icon="cross">
                    of another address
                  </Badge>
                )}
              </span>,
              <Moment key="added" at={one.createdAt} />,
              one.lastUsedAt === null ? 'never' : <Moment key="used" at={one.lastUsedAt} />,
              <span key="acts" className={uiCss['row']}>
                <Rename passkey={one} />
                <Remove passkey={one} />
              </span>,
            ],
          ])}
        />
      )}
      {hasPasskeys() ? (
        <NewPasskey hasOne={items.some(({ isUsable }) => isUsable)} />
      ) : (
        <p className={uiCss['muted']}>Browsers make passkeys for pages over https, or on http://localhost, and for no IP address.</p>
      )}
    </section>
  );
}

function Rename({ passkey: { id, name } }: { readonly passkey: Passkey }): ReactNode {
  const [next, setNext] = useState(name);
  const act = useAct({ done: 'Renamed.', refresh: REFRESH });
  return (
    <Confirm
      label="Rename"
      title={`Rename ${name}`}
      isBusy={act.isPending}
      error={null}
      onPress={async () => act.mutateAsync({ path: `${PATH}/${encodeURIComponent(id)}`, method: 'PATCH', body: { name: next } })}
    >
      <FieldGroup error={act.error} fields={NAME_FIELDS}>
        <Field label="Name" pointer="/name">
          {(attributes) => <input {...attributes} value={next} maxLength={60} onChange={(event) => setNext(event.currentTarget.value)} />}
        </Field>
      </FieldGroup>
    </Confirm>
  );
}

function Remove({ passkey: { id, name } }: { readonly passkey: Passkey }): ReactNode {
  const act = useAct({ done: 'Removed.', refresh: REFRESH });
  return (
    <Confirm
      kind="danger"
      label="Remove"
      title={`Remove ${name}?`}
      isBusy={act.isPending}
      error={act.error}
      onPress={async () => act.mutateAsync({ path: `${PATH}/${encodeURIComponent(id)}`, method: 'DELETE' })}
    >
      <p>It is refused from now on. You can still sign in with your password; delete it on your device, too.</p>
    </Confirm>
  );
}

function NewPasskey({ hasOne }: { readonly hasOne: boolean }): ReactNode {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const act = useAct({ done: 'Added. You can sign in with it from now on.', refresh: REFRESH });
  const add = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const [name, password] = [data.get('name'), data.get('password')];
    setBusy(true);
    setError(undefined);
    try {
      const isTyped = typeof password === 'string' && password !== '';
      const attestation = await makePasskey(isTyped ? { password } : { assertion: await presentPasskey() });
      await act.mutateAsync({ path: PATH, body: { name, attestation } });
      form.reset();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void add(event.currentTarget);
  };
  return (
    <Form
      className={`${uiCss['card']} ${uiCss['two']}`}
      error={error}
      fields={NEW_FIELDS}
      onSubmit={send}
      actions={
        <Button type="submit" isBusy={isBusy}>
          Add a passkey
        </Button>
      }
    >
      <Field label="Name of a new passkey" hint="Where it is, such as Laptop." pointer="/name">
        {(attributes) => <input {...attributes} name="name" required maxLength={60} autoComplete="off" />}
      </Field>
      <Field
        label="Your password"
        hint={hasOne ? 'Empty: one of your passkeys is asked for.' : 'Once more: a session that was left open is no proof.'}
        pointer="/password"
      >
        {(attributes) => <input {...attributes} name="password" type="password" required={!hasOne} autoComplete="current-password" />}
      </Field>
    </Form>
  );
}
