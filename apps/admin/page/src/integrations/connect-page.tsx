import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { ApiError, BASE_URL, request } from '../api/api.ts';
import type { Connector, Integration } from '../api/types.ts';
import { useConnectors } from '../syncs/queries.ts';
import { Button, Failure, Field, Loading, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';

/** Connecting an account of a CRM with a workspace of Quo. */
export function ConnectPage(): ReactNode {
  const { data, error } = useConnectors();
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
                {(data?.items ?? []).map(({ id, title }) => (
                  <option key={id} value={id}>
                    {title}
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
    act.mutate({ path: '/integrations', body: readAccount(connector, new FormData(event.currentTarget), byConsent) });
  };
  const errorOf = (pointer: string): string | undefined =>
    act.error instanceof ApiError ? act.error.fields.find((one) => one.pointer === pointer)?.detail : undefined;
  return (
    <form className={`${uiCss['card']} ${uiCss['stack']}`} onSubmit={send}>
      <label className={uiCss['row']}>
        <input type="checkbox" checked={byConsent} onChange={(event) => setConsent(event.currentTarget.checked)} />
        Grant access at the CRM instead of entering a token
      </label>
      {byConsent ? null : (
        <>
          <Field label="Address" hint={connector.urlHelp} error={errorOf('/crm/url')}>
            {(attributes) => <input {...attributes} name="url" required defaultValue={connector.exampleUrl} spellCheck={false} />}
          </Field>
          <Field label="Token" hint={connector.tokenHelp} error={errorOf('/crm/token')}>
            {(attributes) => <input {...attributes} name="token" type="password" autoComplete="off" />}
          </Field>
          {connector.options.map(({ name, description }) => (
            <Field key={name} label={name} hint={description} error={errorOf(`/crm/options/${name}`)}>
              {(attributes) => <input {...attributes} name={`option:${name}`} spellCheck={false} />}
            </Field>
          ))}
        </>
      )}
      <Field label="API key of Quo" hint="Of the workspace in which the contacts are to be." error={errorOf('/quo/apiKey')}>
        {(attributes) => <input {...attributes} name="apiKey" type="password" autoComplete="off" required />}
      </Field>
      {act.error === null ? null : <Failure error={act.error} />}
      <div>
        <Button kind="primary" type="submit" isBusy={act.isPending}>
          Connect
        </Button>
      </div>
    </form>
  );
}

function readAccount({ id, options }: Connector, data: FormData, byConsent: boolean): object {
  const textOf = (name: string): string | undefined => {
    const value = data.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const set = Object.fromEntries(
    options.flatMap(({ name }) => (textOf(`option:${name}`) === undefined ? [] : [[name, textOf(`option:${name}`)]])),
  );
  const token = textOf('token');
  const crm = { url: textOf('url'), ...(token !== undefined && { token }), ...(Object.keys(set).length > 0 && { options: set }) };
  return { connector: id, quo: { apiKey: textOf('apiKey') }, ...(!byConsent && { crm }) };
}

/** Sends the browser to the CRM, in the same tab: it comes back to the integration. */
export async function beginConsent(integrationId: string): Promise<void> {
  const path = `/integrations/${encodeURIComponent(integrationId)}`;
  const returnTo = new URL(path.slice(1), BASE_URL).pathname;
  const { body } = await request<{ readonly url: string }>(`${path}/authorize`, { method: 'POST', body: { returnTo } });
  location.assign(body.url);
}
