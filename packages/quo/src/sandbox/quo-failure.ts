/** The parts of the API that have error codes of their own. */
export type QuoArea =
  | 'contacts'
  | 'phone-numbers'
  | 'users'
  | 'custom-fields'
  | 'calls'
  | 'call-recordings'
  | 'call-voicemails'
  | 'call-summaries'
  | 'messages'
  | 'webhooks';

interface Failure {
  readonly code: string;
  readonly title: string;
  readonly description?: string;
}

const FAILURES: Readonly<Record<QuoArea, Readonly<Record<number, Failure>>>> = {
  contacts: {
    ...toFailures('080'),
    400: withDescription('0801400', 'Invalid Custom Field Item'),
    403: withDescription('0801403', 'Not Phone Number User'),
    409: { code: '0800409', title: 'Conflict' },
  },
  'phone-numbers': toFailures('040'),
  users: toFailures('110'),
  'custom-fields': toFailures('070'),
  calls: {
    ...toFailures('010'),
    400: withDescription('0101400', 'Too Many Participants'),
    403: withDescription('0101403', 'Not Phone Number User'),
  },
  'call-recordings': toFailures('090'),
  'call-voicemails': toFailures('120'),
  'call-summaries': toFailures('050'),
  messages: {
    ...toFailures('020'),
    400: withDescription('0206400', 'A2P Registration Not Approved'),
    403: withDescription('0202403', 'Not Phone Number User'),
  },
  webhooks: { ...toFailures('030'), 400: withDescription('0305400', 'Invalid Version') },
};

/** What is wrong with one field (Quo API, errors of Create a contact). */
export interface FieldProblem {
  /** Such as `/defaultFields/firstName`. */
  readonly path: string;
  readonly message: string;
  /** What the field holds. */
  readonly value?: unknown;
}

/** What an error response says beside its status. */
export interface FailureDetails {
  /** @defaultValue the documented code of the status */
  readonly code?: string | undefined;
  readonly problems?: readonly FieldProblem[] | undefined;
}

/** Makes the error responses of one sandbox; each has a trace of its own. */
export function createFailures(): (area: QuoArea, status: number, details?: FailureDetails) => Response {
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

function withDescription(code: string, title: string): Failure {
  return { code, title, description: title };
}
