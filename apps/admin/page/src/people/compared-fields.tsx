import type { ReactNode } from 'react';
import type { PersonComparison } from '../api/types.ts';
import { toFieldName } from '../logic/comparison.ts';
import { Moment } from '../ui/moment.tsx';
import { Badge, uiCss } from '../ui/ui.tsx';
import css from './people.module.css';

type Fields = PersonComparison['fields'];

/** Both sides, field by field. The roles are named, since a phone shows the table as blocks. */
export function ComparedFields({ comparison: { crm, quo, fields } }: { readonly comparison: PersonComparison }): ReactNode {
  const hasValues = fields.some((field) => (field.crm ?? []).length + (field.quo ?? []).length > 0);
  return (
    <>
      <Side name="The CRM" side={crm} />
      <Side name="Quo" side={quo} />
      {hasValues ? (
        <table className={css['compare']} role="table" aria-label="The CRM and Quo, field by field">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                Field
              </th>
              <th role="columnheader" scope="col">
                CRM now
              </th>
              <th role="columnheader" scope="col">
                Quo now
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {fields.map((field) => (
              <Row key={field.field} field={field} isMarked={field.isEqual === false && crm.state === quo.state} />
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}

/** @param isMarked - Whether it differs; where one side has no such person, all of them do, and none is marked. */
function Row({ field: { field, crm, quo }, isMarked }: { readonly field: Fields[number]; readonly isMarked: boolean }): ReactNode {
  return (
    <tr role="row" className={isMarked ? css['differs'] : undefined}>
      <th role="rowheader" scope="row">
        {toFieldName(field)}{' '}
        {isMarked ? (
          <Badge tone="wait" icon="clock">
            differs
          </Badge>
        ) : null}
      </th>
      <Values values={crm} isLink={field === 'sourceUrl'} />
      <Values values={quo} isLink={field === 'sourceUrl'} />
    </tr>
  );
}

function Values({ values, isLink }: { readonly values: Fields[number]['crm']; readonly isLink: boolean }): ReactNode {
  if (values === null) return <td role="cell">not known</td>;
  if (values.length === 0)
    return (
      <td role="cell" className={uiCss['muted']}>
        —
      </td>
    );
  return (
    <td role="cell">
      <ul>
        {values.map(({ label, value }, index) => (
          <li key={`${index} ${value}`}>
            {isLink && /^https?:/.test(value) ? (
              <a href={value} target="_blank" rel="noreferrer">
                {value}
              </a>
            ) : (
              value
            )}
            {label === null || label === '' ? null : <span className={css['label']}> {label}</span>}
          </li>
        ))}
      </ul>
    </td>
  );
}

/** Why a side is not known, if it is not. */
function Side({ name, side }: { readonly name: string; readonly side: PersonComparison['quo'] | PersonComparison['crm'] }): ReactNode {
  if (side.message === null) return null;
  return (
    <div className={`${uiCss['box']} ${uiCss['wait']}`}>
      <div>
        <p>
          {name}: {side.message}
          {side.retryAt === null ? '.' : '; again '}
          {side.retryAt === null ? null : <Moment at={side.retryAt} />}
        </p>
      </div>
    </div>
  );
}
