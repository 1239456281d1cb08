import type { ReactNode } from 'react';
import type { Connector } from '../api/types.ts';
import { ACCOUNT_FIELDS, optionField } from '../logic/account.ts';
import { Field } from '../ui/form.tsx';

interface AccountFieldsProps {
  readonly connector: Connector;
  /** The address that is entered at first. @defaultValue none: its example is shown */
  readonly url?: string | undefined;
  /** Whether the address has to be entered. @defaultValue false */
  readonly isRequired?: boolean | undefined;
}

/** @returns where the fields of an account are in what is sent, in their order. */
export function accountFieldsOf({ options }: Connector): readonly string[] {
  return [ACCOUNT_FIELDS.url, ACCOUNT_FIELDS.token, ...options.map(({ name }) => optionField(name))];
}

/** What names and opens an account of a CRM. Each control is named by its place in what is sent. */
export function AccountFields({ connector, url, isRequired = false }: AccountFieldsProps): ReactNode {
  const { url: urlField, token } = ACCOUNT_FIELDS;
  return (
    <>
      <Field label="Address" hint={connector.urlHelp} pointer={urlField}>
        {(attributes) => (
          <input
            {...attributes}
            name={urlField}
            required={isRequired}
            defaultValue={url}
            placeholder={connector.exampleUrl}
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Token" hint={connector.tokenHelp} pointer={token}>
        {(attributes) => <input {...attributes} name={token} type="password" autoComplete="off" />}
      </Field>
      {connector.options.map(({ name, description }) => (
        <Field key={name} label={name} hint={description} pointer={optionField(name)}>
          {(attributes) => <input {...attributes} name={optionField(name)} spellCheck={false} />}
        </Field>
      ))}
    </>
  );
}

/** What opens a workspace of Quo. */
export function QuoField({ hint, isRequired = false }: { readonly hint: string; readonly isRequired?: boolean | undefined }): ReactNode {
  return (
    <Field label="API key of Quo" hint={hint} pointer={ACCOUNT_FIELDS.apiKey}>
      {(attributes) => <input {...attributes} name={ACCOUNT_FIELDS.apiKey} type="password" autoComplete="off" required={isRequired} />}
    </Field>
  );
}

/** @returns what reads a field of a form by its name. */
export function textIn(data: FormData): (name: string) => string {
  return (name) => {
    const value = data.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
}
