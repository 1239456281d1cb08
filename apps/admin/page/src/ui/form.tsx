import { createContext, useContext, useEffect, useId, useRef, type FormHTMLAttributes, type ReactNode, type RefObject } from 'react';
import { ApiError } from '../api/api.ts';
import { placeErrors, type FieldError, type PlacedErrors } from '../logic/field-errors.ts';
import { plural } from '../logic/format.ts';
import { Failure, uiCss } from './ui.tsx';

const Errors = createContext<PlacedErrors['byField']>(new Map());
const NO_PROBLEMS: readonly FieldError[] = [];

interface FieldErrorsProps {
  /** How sending has failed; `null`, `undefined`: it has not. */
  readonly error: unknown;
  /** The JSON pointers of the fields, in their order. */
  readonly fields: readonly string[];
  /** What cannot be sent. @defaultValue nothing */
  readonly problems?: readonly FieldError[] | undefined;
  readonly children: ReactNode;
}

interface FormProps extends FieldErrorsProps, Omit<FormHTMLAttributes<HTMLFormElement>, 'children'> {
  /** The button that sends it. */
  readonly actions: ReactNode;
}

/** A form that says at each field what is wrong with it, and moves the focus to the first one. */
export function Form({ error, fields, problems, children, actions, ...rest }: FormProps): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  return (
    <form {...rest} ref={form}>
      <Placed within={form} error={error} fields={fields} problems={problems}>
        {children}
      </Placed>
      <div className={uiCss['whole']}>{actions}</div>
    </form>
  );
}

/** Fields of a window that has its buttons elsewhere. */
export function FieldGroup(props: FieldErrorsProps): ReactNode {
  const group = useRef<HTMLDivElement>(null);
  return (
    <div ref={group} className={uiCss['stack']}>
      <Placed within={group} {...props} />
    </div>
  );
}

interface PlacedProps extends FieldErrorsProps {
  readonly within: RefObject<HTMLElement | null>;
}

function Placed({ within, error: given, fields, problems = NO_PROBLEMS, children }: PlacedProps): ReactNode {
  // What cannot be sent was not sent: how an earlier attempt ended says nothing of it.
  const error: unknown = problems.length > 0 ? undefined : given;
  const errors = error instanceof ApiError ? error.fields : problems;
  const { byField, rest } = placeErrors(errors, fields);
  const cause = error ?? (problems.length > 0 ? problems : undefined);
  useEffect(() => {
    if (cause !== undefined) within.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-failure]')?.focus();
  }, [within, cause]);
  return (
    <>
      <Errors value={byField}>{children}</Errors>
      {error === null || error === undefined ? null : (
        // The button that had the focus could not keep it while it was busy.
        <div data-failure="" tabIndex={-1} className={uiCss['whole']}>
          <Failure error={error} fields={rest} message={byField.size === 0 ? undefined : summaryOf(byField.size)} />
        </div>
      )}
    </>
  );
}

function summaryOf(marked: number): string {
  return `It was not accepted: ${plural(marked, 'field')} above ${marked === 1 ? 'says' : 'say'} why.`;
}

/** What says of a control that it is wrong, and why. */
interface Described {
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Where it is in what is sent, as a JSON pointer. @defaultValue it is not sent */
  readonly pointer?: string | undefined;
  /** Renders the control with these attributes. */
  readonly children: (attributes: Described & { readonly id: string }) => ReactNode;
}

/** A control with its name, what it means, and what is wrong with it. */
export function Field({ label, hint, pointer, children }: FieldProps): ReactNode {
  const id = useId();
  const error = useError(pointer);
  return (
    <div className={uiCss['field']}>
      <label htmlFor={id}>{label}</label>
      {children({ id, ...describedBy(`${id}-note`, { hint, error }) })}
      <FieldNote id={`${id}-note`} hint={hint} error={error} />
    </div>
  );
}

interface ChoicesProps {
  readonly legend: string;
  readonly hint?: ReactNode;
  readonly pointer?: string | undefined;
  /** Renders the choices, each with these attributes. */
  readonly children: (attributes: Described) => ReactNode;
}

/** Several of some choices. */
export function Choices({ legend, hint, pointer, children }: ChoicesProps): ReactNode {
  const id = useId();
  const error = useError(pointer);
  return (
    <fieldset className={uiCss['choices']}>
      <legend>
        <strong>{legend}</strong>
      </legend>
      <FieldNote id={id} hint={hint} error={error} />
      {children(describedBy(id, { hint, error }))}
    </fieldset>
  );
}

interface CheckProps {
  readonly pointer?: string | undefined;
  readonly label: string;
  /** Renders the checkbox with these attributes. */
  readonly children: (attributes: Described) => ReactNode;
}

/** One choice, yes or no. */
export function Check({ label, pointer, children }: CheckProps): ReactNode {
  const id = useId();
  const error = useError(pointer);
  return (
    <div>
      <label className={uiCss['check']}>
        {children(describedBy(id, { hint: undefined, error }))} {label}
      </label>
      <FieldNote id={id} hint={undefined} error={error} />
    </div>
  );
}

interface NoteProps {
  readonly hint: ReactNode;
  readonly error: string | undefined;
}

function FieldNote({ id, hint: given, error }: NoteProps & { readonly id: string }): ReactNode {
  if (given === undefined && error === undefined) return null;
  // Some errors say what the hint says.
  const hint = typeof given === 'string' && error?.includes(given) === true ? undefined : given;
  return (
    <span id={id} className={uiCss['note']}>
      {error === undefined ? null : <span className={uiCss['fieldError']}>{error}</span>}
      {hint === undefined ? null : <span className={uiCss['hint']}>{hint}</span>}
    </span>
  );
}

function useError(pointer: string | undefined): string | undefined {
  const errors = useContext(Errors);
  return pointer === undefined ? undefined : errors.get(pointer);
}

function describedBy(id: string, { hint, error }: NoteProps): Described {
  return {
    'aria-describedby': hint === undefined && error === undefined ? undefined : id,
    'aria-invalid': error !== undefined,
  };
}
