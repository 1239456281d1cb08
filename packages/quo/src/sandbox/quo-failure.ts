/** The parts of the API that have error codes of their own. */
export type QuoArea = 'contacts' | 'phone-numbers' | 'users' | 'custom-fields';

interface Failure {
  readonly code: string;
  readonly title: string;
  readonly description?: string;
}

const CONTACTS: Readonly<Record<number, Failure>> = {
  400: { code: '0801400', title: 'Invalid Custom Field Item', description: 'Invalid Custom Field Item' },
  401: { code: '0800401', title: 'Unauthorized' },
  403: { code: '0801403', title: 'Not Phone Number User', description: 'Not Phone Number User' },
  404: { code: '0800404', title: 'Not Found' },
  409: { code: '0800409', title: 'Conflict' },
  500: { code: '0801500', title: 'Unknown' },
};

const FAILURES: Readonly<Record<QuoArea, Readonly<Record<number, Failure>>>> = {
  contacts: CONTACTS,
  'phone-numbers': toFailures('040'),
  users: toFailures('110'),
  'custom-fields': toFailures('070'),
};

/** What is wrong with one field. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** Makes the error answers of one sandbox; each has a trace of its own. */
export function createFailures(): (
  area: QuoArea,
  status: number,
  details?: { readonly code?: string; readonly problems?: readonly FieldProblem[] },
) => Response {
  let traces = 8840;
  return (area, status, { code, problems } = {}) => {
    const known = FAILURES[area][status] ?? { code: `0800${status}`, title: 'Error' };
    const errors = problems?.map((problem) => ({ ...problem, schema: { type: 'object' } }));
    const trace = String((traces += 1));
    return Response.json(
      {
        message: known.title,
        ...known,
        code: code ?? known.code,
        status,
        docs: 'https://openphone.com/docs',
        trace,
        ...(errors === undefined ? {} : { errors }),
      },
      { status },
    );
  };
}

function toFailures(prefix: string): Readonly<Record<number, Failure>> {
  return {
    400: { code: `${prefix}0400`, title: 'Bad Request' },
    401: { code: `${prefix}0401`, title: 'Unauthorized' },
    403: { code: `${prefix}0403`, title: 'Forbidden' },
    404: { code: `${prefix}0404`, title: 'Not Found' },
    500: { code: `${prefix}1500`, title: 'Unknown' },
  };
}
