import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { request } from '../api/api.ts';
import { plural, shortId } from '../logic/format.ts';
import { guessKind, readLookup, type Lookup, type LookupKind } from '../logic/lookup.ts';
import { useCan } from '../session/session.ts';
import { useIntegrations, useTitles } from '../syncs/queries.ts';
import type { Person } from '../api/types.ts';
import { Field, Form } from '../ui/form.tsx';
import { Button, Empty, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { PeopleResults } from './people-results.tsx';

/** What the address of the page may hold: an id of the CRM, and never a number. */
interface PeopleSearch {
  readonly integrationId?: string | undefined;
  readonly crmId?: string | undefined;
}

/** Where is Jane? One person, and all that is known of them. */
export function PeoplePage(): ReactNode {
  const can = useCan();
  const { data, error } = useIntegrations();
  if (!can('see-people'))
    return (
      <div className={uiCss['stack']}>
        <h1>Where is Jane?</h1>
        <Empty title="You may not see people">
          <p>An operator with the right to manage operators can let you see people. Each look is in the audit log.</p>
        </Empty>
      </div>
    );
  return (
    <div className={uiCss['stack']}>
      <h1>Where is Jane?</h1>
      <p className={uiCss['muted']}>
        Finds one person by number, e-mail address, name, id of the CRM or id of Quo, and compares the CRM with Quo as they are now. Each
        look is in the audit log.
      </p>
      {error === null ? null : <Failure error={error} />}
      {data === undefined ? <Loading lines={3} /> : <LookupForm ids={data.items.map(({ id, connector }) => [id, connector])} />}
    </div>
  );
}

interface Found {
  readonly items: readonly Person[];
  readonly hasMore: boolean;
}

type Ids = readonly (readonly [id: string, connector: string])[];

function LookupForm({ ids }: { readonly ids: Ids }): ReactNode {
  const { integrationId: wanted, crmId } = useSearch({ strict: false }) as PeopleSearch;
  const navigate = useNavigate();
  const [integrationId, setIntegration] = useState(wanted ?? ids[0]?.[0] ?? '');
  const [entered, setEntered] = useState(crmId ?? '');
  const [kind, setKind] = useState<LookupKind>();
  const shownKind = kind ?? guessKind(entered);
  const look = useMutation({
    mutationFn: async (lookup: Lookup) =>
      (await request<Found>(`/integrations/${encodeURIComponent(integrationId)}/people/lookup`, { method: 'POST', body: lookup })).body,
  });
  const { mutate } = look;
  // A link to a person opens that person.
  useEffect(() => {
    if (crmId !== undefined) mutate({ crmId });
  }, [crmId, mutate]);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const lookup = readLookup(shownKind, entered);
    if (lookup === undefined) return;
    if ('crmId' in lookup && lookup.crmId !== crmId) void navigate({ to: '/people', search: { integrationId, crmId: lookup.crmId } });
    else mutate(lookup);
  };
  return (
    <>
      <Form
        className={`${uiCss['card']} ${uiCss['two']}`}
        error={look.error}
        fields={[`/${shownKind}`]}
        onSubmit={send}
        actions={
          <Button kind="primary" type="submit" icon="people" isBusy={look.isPending} disabled={ids.length === 0}>
            Look up
          </Button>
        }
      >
        <Where ids={ids} integrationId={integrationId} onIntegration={setIntegration} kind={shownKind} onKind={setKind} />
        <Field
          label="Person"
          hint="A number with its country, such as +1 415 555 0123; an address; a name or a part of it; an id."
          pointer={`/${shownKind}`}
        >
          {(attributes) => (
            <input
              {...attributes}
              data-filter=""
              value={entered}
              autoComplete="off"
              onChange={(event) => setEntered(event.currentTarget.value)}
            />
          )}
        </Field>
      </Form>
      {look.isPending ? <Loading lines={3} /> : null}
      <Results integrationId={integrationId} found={look.data} submittedAt={look.submittedAt} />
    </>
  );
}

interface ResultsProps {
  readonly integrationId: string;
  readonly found: Found | undefined;
  readonly submittedAt: number;
}

/** What is read out stays in the page; what was chosen of an earlier answer does not. */
function Results({ integrationId, found, submittedAt }: ResultsProps): ReactNode {
  return (
    <>
      <p role="status" className={uiCss['srOnly']}>
        {found === undefined ? '' : `${plural(found.items.length, 'person', 'people')} found`}
      </p>
      {found === undefined ? null : (
        <PeopleResults key={submittedAt} integrationId={integrationId} people={found.items} hasMore={found.hasMore} />
      )}
    </>
  );
}

interface WhereProps {
  readonly ids: Ids;
  readonly integrationId: string;
  readonly onIntegration: (id: string) => void;
  readonly kind: LookupKind;
  readonly onKind: (kind: LookupKind) => void;
}

function Where({ ids, integrationId, onIntegration, kind, onKind }: WhereProps): ReactNode {
  const titleOf = useTitles();
  return (
    <>
      <Field label="Integration">
        {(attributes) => (
          <select {...attributes} value={integrationId} onChange={(event) => onIntegration(event.currentTarget.value)}>
            {ids.map(([id, connector]) => (
              <option key={id} value={id}>
                {titleOf(connector)} · {shortId(id)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="By">
        {(attributes) => (
          <select {...attributes} value={kind} onChange={(event) => onKind(event.currentTarget.value as LookupKind)}>
            <option value="phone">Phone number</option>
            <option value="email">E-mail address</option>
            <option value="name">Name</option>
            <option value="crmId">Id in the CRM</option>
            <option value="quoId">Id in Quo</option>
          </select>
        )}
      </Field>
    </>
  );
}
