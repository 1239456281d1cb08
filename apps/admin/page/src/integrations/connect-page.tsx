import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { BASE_URL, request } from '../api/api.ts';
import type { Connector, Integration } from '../api/types.ts';
import { ACCOUNT_FIELDS, readAccount } from '../logic/account.ts';
import { useConnectors, useTitles } from '../syncs/queries.ts';
import { Check, Field, Form } from '../ui/form.tsx';
import { Button, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';
import { AccountFields, accountFieldsOf, QuoField, textIn } from './account-fields.tsx';

/** Connecting an account of a CRM with a workspace of Quo. */
export function ConnectPage(): ReactNode {
  const { data, error } = useConnectors();
  const titleOf = useTitles();
  const [chosen, setChosen] = useState<string>();
  const connector = data?.items.find(({ id }) => id === chosen);
  return (
    <div className={uiCss['stack']}>
      <p className={uiCss['small']}>
        <Link to="/integrations">Integrations</Link>
      </p>
      <h1>Connect an account</h1>
      {error === null ? null : <Failure error={error} />}
      {data === undefined && error === null ? <Loading /> : null}
      <div className={uiCss['two']}>
        <div className={uiCss['card']}>
          <Field label="CRM">
            {(attributes) => (
              <select {...attributes} value={chosen ?? ''} onChange={(event) => setChosen(event.currentTarget.value)}>
                <option value="" disabled>
                  Choose one
                </option>
                {(data?.items ?? []).map(({ id }) => (
                  <option key={id} value={id}>
                    {titleOf(id)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        {connector === undefined ? null : <AccountForm key={connector.id} connector={connector} />}
      </div>
    </div>
  );
}

function AccountForm({ connector }: { readonly connector: Connector }): ReactNode {
  const navigate = useNavigate();
  const [byConsent, setConsent] = useState(false);
  const act = useAct<Integration>({
    refresh: [['integrations']],
    onDone: ({ id }) =>
      void (byConsent ? beginConsent(id) : navigate({ to: '/integrations/$integrationId', params: { integrationId: id } })),
  });
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const account = readAccount(connector, textIn(new FormData(event.currentTarget)));
    act.mutate({ path: '/integrations', body: { connector: connector.id, ...account } });
  };
  return (
    <Form
      className={`${uiCss['card']} ${uiCss['stack']}`}
      error={act.error}
      fields={[...(byConsent ? [ACCOUNT_FIELDS.consent] : accountFieldsOf(connector)), ACCOUNT_FIELDS.apiKey]}
      onSubmit={send}
      actions={
        <Button kind="primary" type="submit" isBusy={act.isPending}>
          Connect
        </Button>
      }
    >
      <Check label="Grant access at the CRM instead of entering a token" pointer={ACCOUNT_FIELDS.consent}>
        {(attributes) => (
          <input
            {...attributes}
            type="checkbox"
            checked={byConsent}
            onChange={(event) => {
              setConsent(event.currentTarget.checked);
              act.reset();
            }}
          />
        )}
      </Check>
      {byConsent ? null : <AccountFields connector={connector} url={connector.exampleUrl} isRequired />}
      <QuoField hint="Of the workspace in which the contacts are to be." isRequired />
    </Form>
  );
}

/** Sends the browser to the CRM, in the same tab: it comes back to the integration. */
export async function beginConsent(integrationId: string): Promise<void> {
  const path = `/integrations/${encodeURIComponent(integrationId)}`;
  const returnTo = new URL(path.slice(1), BASE_URL).pathname;
  const { body } = await request<{ readonly url: string }>(`${path}/authorize`, { method: 'POST', body: { returnTo } });
  location.assign(body.url);
}
