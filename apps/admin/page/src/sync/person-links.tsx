import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import css from './sync.module.css';

interface PersonLinksProps {
  readonly integrationId: string;
  readonly crmIds: readonly string[];
}

/** Persons by their ids in the CRM, each with what is known of them. */
export function PersonLinks({ integrationId, crmIds }: PersonLinksProps): ReactNode {
  return (
    <ul className={css['ids']}>
      {crmIds.map((crmId) => (
        <li key={crmId}>
          <Link to="/people" search={{ integrationId, crmId }}>
            {crmId}
          </Link>
        </li>
      ))}
    </ul>
  );
}
