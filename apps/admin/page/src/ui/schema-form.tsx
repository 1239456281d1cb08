import { useMemo, useState, type FormEvent, type ReactNode } from 'react';
import { ApiError } from '../api/api.ts';
import { fieldsOf, readDraft, toDraft, type FormDraft, type FormField } from '../logic/schema-form.ts';
import { Button, Failure, Field, uiCss } from './ui.tsx';

interface SchemaFormProps {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly submit: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  /** Gets what was changed. */
  readonly onSubmit: (values: Readonly<Record<string, unknown>>) => void;
  /** Whether what was not changed is sent too. @defaultValue false */
  readonly isWhole?: boolean | undefined;
}

/** A form for what a JSON Schema describes. */
export function SchemaForm({ schema, values, submit, isBusy, error, onSubmit, isWhole = false }: SchemaFormProps): ReactNode {
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const before = useMemo(() => toDraft(fields, values), [fields, values]);
  const [draft, setDraft] = useState<FormDraft>({});
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const entered = { ...before, ...draft };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const read = readDraft(fields, entered, isWhole ? toDraft(fields, {}) : before);
    setProblems(read.problems);
    if (Object.keys(read.problems).length === 0) onSubmit(read.values);
  };
  const refused =
    error instanceof ApiError
      ? Object.fromEntries(error.fields.map(({ pointer, detail }) => [pointer.replace(/^\/(data\/)?/, '').split('/')[0] ?? '', detail]))
      : {};
  return (
    <form className={uiCss['stack']} onSubmit={send}>
      {fields.map((field) => (
        <Control
          key={field.name}
          field={field}
          value={entered[field.name]}
          error={problems[field.name] ?? refused[field.name]}
          onChange={(value) => setDraft({ ...draft, [field.name]: value })}
        />
      ))}
      {error === null || error === undefined ? null : <Failure error={error} />}
      <div>
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

interface ControlProps {
  readonly field: FormField;
  readonly value: FormDraft[string] | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: FormDraft[string]) => void;
}

function Control({ field, value, error, onChange }: ControlProps): ReactNode {
  const { control, title, hint, choices, isRequired } = field;
  if (control === 'many')
    return <Many field={field} value={Array.isArray(value) ? (value as readonly string[]) : []} error={error} onChange={onChange} />;
  const text = typeof value === 'string' ? value : '';
  return (
    <Field label={title} hint={hint} error={error}>
      {(attributes) => {
        if (control === 'one' || control === 'switch')
          return (
            <select {...attributes} value={text} required={isRequired} onChange={(event) => onChange(event.currentTarget.value)}>
              <option value="">{control === 'switch' ? 'As by default' : '—'}</option>
              {choices.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.title}
                </option>
              ))}
            </select>
          );
        if (control === 'json')
          return (
            <textarea {...attributes} rows={4} spellCheck={false} value={text} onChange={(event) => onChange(event.currentTarget.value)} />
          );
        return (
          <input
            {...attributes}
            inputMode={control === 'number' ? 'decimal' : 'text'}
            value={text}
            required={isRequired}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        );
      }}
    </Field>
  );
}

interface ManyProps {
  readonly field: FormField;
  readonly value: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (value: readonly string[]) => void;
}

function Many({ field: { title, hint, choices }, value, error, onChange }: ManyProps): ReactNode {
  return (
    <fieldset className={uiCss['choices']}>
      <legend>
        <strong>{title}</strong> {hint === undefined ? null : <span className={uiCss['hint']}>{hint}</span>}
        {error === undefined ? null : <span className={uiCss['fieldError']}> {error}</span>}
      </legend>
      {choices.length === 0 ? <span className={uiCss['muted']}>There is nothing to choose from.</span> : null}
      {choices.map((choice) => (
        <label key={choice.value} className={uiCss['row']}>
          <input
            type="checkbox"
            checked={value.includes(choice.value)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...value, choice.value] : value.filter((one) => one !== choice.value))
            }
          />
          {choice.title}
        </label>
      ))}
    </fieldset>
  );
}
