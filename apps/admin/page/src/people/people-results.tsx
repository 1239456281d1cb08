import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Person } from '../api/types.ts';
import { plural, toWords } from '../logic/format.ts';
import { Button, Empty, uiCss } from '../ui/ui.tsx';
import css from './people.module.css';
import { PersonView } from './person-view.tsx';

interface PeopleResultsProps {
  readonly integrationId: string;
  readonly people: readonly Person[];
  readonly hasMore: boolean;
}

/** Whom a lookup has found: the one, or a list to choose from. */
export function PeopleResults({ integrationId, people, hasMore }: PeopleResultsProps): ReactNode {
  const [chosen, choose] = useState<Person>();
  const list = useRef<HTMLUListElement>(null);
  const only = people.length === 1 && !hasMore ? people[0] : undefined;
  const shown = chosen ?? only;
  const wasShown = useRef(false);
  // The button that led back is gone: the keyboard goes on in the list.
  useEffect(() => {
    if (shown === undefined && wasShown.current) list.current?.querySelector('button')?.focus();
    wasShown.current = shown !== undefined;
  }, [shown]);
  if (people.length === 0) return <Unknown />;
  if (shown === undefined)
    return (
      <section className={uiCss['card']} aria-label="People found">
        <h2>
          {hasMore ? `More than ${plural(people.length, 'person', 'people')}` : plural(people.length, 'person', 'people')}: which one?
        </h2>
        {hasMore ? <p className={uiCss['muted']}>Look for something narrower, if the right one is not among them.</p> : null}
        <ul ref={list}>
          {people.map((person) => (
            <li key={`${person.objectType} ${person.crmId}`}>
              <Choice person={person} onChoose={() => choose(person)} />
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <>
      {only === undefined ? (
        <div>
          <Button onClick={() => choose(undefined)}>Back to {plural(people.length, 'person', 'people')}</Button>
        </div>
      ) : null}
      <PersonView key={`${shown.objectType} ${shown.crmId}`} integrationId={integrationId} person={shown} />
    </>
  );
}

function Choice({
  person: { objectType, crmId, name, phoneNumbers, decision },
  onChoose,
}: {
  readonly person: Person;
  readonly onChoose: () => void;
}): ReactNode {
  return (
    <button type="button" className={css['choice']} onClick={onChoose}>
      <span>
        <strong>{name ?? crmId}</strong> <span className={css['label']}>{[`${objectType} ${crmId}`, ...phoneNumbers].join(' · ')}</span>
      </span>
      <span className={css['label']}>{decision.code === 'UNKNOWN' ? 'never written' : toWords(decision.code)}</span>
    </button>
  );
}

function Unknown(): ReactNode {
  return (
    <Empty title="No one was found">
      <p>Neither what is stored nor the CRM knows this person. Look whether it is the right integration, and how it is written.</p>
    </Empty>
  );
}
