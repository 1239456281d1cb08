import { useLocation } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { Connector, Integration } from '../api/types.ts';
import { ACCOUNT_FIELDS, missingOf, readAccount } from '../logic/account.ts';
import type { FieldError } from '../logic/field-errors.ts';
import { useCan } from '../session/session.ts';
import { useConnectors } from '../syncs/queries.ts';
import { Form } from '../ui/form.tsx';
import { Button, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';
import { AccountFields, accountFieldsOf, QuoField, textIn } from './account-fields.tsx';
import { pathOf } from './queries.ts';

interface CredentialsProps {
  readonly integration: Integration;
  readonly etag: string | undefined;
}

/** Connects the same accounts again, after a token or a key was refused or has ended. */
export function Credentials({ integration: { id, connector: name, status, notices }, etag }: CredentialsProps): ReactNode {
  const can = useCan();
  const { data } = useConnectors();
  const isWanted = useLocation({ select: ({ hash }) => hash === 'credentials' });
  const [isOpen, setOpen] = useState(isWanted || status === 'ERROR' || notices.some(({ level }) => level === 'error'));
  const connector = data?.items.find((one) => one.id === name);
  if (connector === undefined || !can('connect') || status === 'IN_DELETION') return null;
  return (
    <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="credentials">
      <div className={uiCss['head']}>
        <h2 id="credentials" tabIndex={-1} ref={isWanted ? focus : undefined}>
          Credentials
        </h2>
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Leave them' : 'Replace them'}
        </Button>
      </div>
      {isOpen ? (
        <CredentialsForm id={id} etag={etag} connector={connector} onDone={() => setOpen(false)} />
      ) : (
        <p className={uiCss['muted']}>For a token or an API key that is refused, or has ended. Syncs that waited for it go on.</p>
      )}
    </section>
  );
}

/** Once, when it is there: a page that has just been loaded has nothing to scroll to yet. */
function focus(heading: HTMLElement | null): void {
  heading?.focus();
}

interface FormProps extends Pick<CredentialsProps, 'etag'> {
  readonly id: string;
  readonly connector: Connector;
  readonly onDone: () => void;
}

function CredentialsForm({ id, etag, connector, onDone }: FormProps): ReactNode {
  const [problems, setProblems] = useState<readonly FieldError[]>();
  const act = useAct({
    done: 'Replaced. The integration is checked with them, and its syncs go on.',
    refresh: [['integrations'], ['syncs']],
    onDone,
  });
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const account = readAccount(connector, textIn(new FormData(event.currentTarget)));
    const missing = missingOf(account);
    setProblems(missing.length === 0 ? undefined : missing);
    if (missing.length === 0) act.mutate({ path: `${pathOf(id)}/credentials`, method: 'PUT', body: account, ifMatch: etag });
  };
  return (
    <Form
      className={uiCss['stack']}
      error={act.error}
      problems={problems}
      fields={[...accountFieldsOf(connector), ACCOUNT_FIELDS.apiKey]}
      onSubmit={send}
      actions={
        <Button kind="primary" type="submit" isBusy={act.isPending}>
          Replace credentials
        </Button>
      }
    >
      <p className={uiCss['muted']}>Of the same accounts. What is left empty stays as it is.</p>
      <AccountFields connector={connector} />
      <QuoField hint="Of the same workspace." />
    </Form>
  );
}
