import { useMemo, useState, type FormEvent, type ReactNode } from 'react';
import { pointerTo, type FieldError } from '../logic/field-errors.ts';
import { fieldsOf, readDraft, toDraft, type FormDraft, type FormField } from '../logic/schema-form.ts';
import { Choices, Field, Form } from './form.tsx';
import { Button, uiCss } from './ui.tsx';

interface SchemaFormProps {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly submit: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  /** The JSON pointer of the values in what is sent. @defaultValue all of it */
  readonly within?: string | undefined;
  /** Gets what was changed. */
  readonly onSubmit: (values: Readonly<Record<string, unknown>>) => void;
  /** Whether what was not changed is sent too. @defaultValue false */
  readonly isWhole?: boolean | undefined;
}

/** A form for what a JSON Schema describes. */
export function SchemaForm({ schema, values, submit, isBusy, error, within = '', onSubmit, isWhole = false }: SchemaFormProps): ReactNode {
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const before = useMemo(() => toDraft(fields, values), [fields, values]);
  const [draft, setDraft] = useState<FormDraft>({});
  const [problems, setProblems] = useState<readonly FieldError[]>();
  const entered = { ...before, ...draft };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const read = readDraft(fields, entered, isWhole ? toDraft(fields, {}) : before);
    const found = Object.entries(read.problems).map(([name, detail]) => ({ pointer: pointerTo(name, within), detail }));
    setProblems(found.length === 0 ? undefined : found);
    if (found.length === 0) onSubmit(read.values);
  };
  return (
    <Form
      className={uiCss['stack']}
      error={error}
      problems={problems}
      fields={fields.map(({ name }) => pointerTo(name, within))}
      onSubmit={send}
      actions={
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {submit}
        </Button>
      }
    >
      {fields.map((field) => (
        <Control
          key={field.name}
          field={field}
          pointer={pointerTo(field.name, within)}
          value={entered[field.name]}
          onChange={(value) => setDraft({ ...draft, [field.name]: value })}
        />
      ))}
    </Form>
  );
}

interface ControlProps {
  readonly field: FormField;
  readonly pointer: string;
  readonly value: FormDraft[string] | undefined;
  readonly onChange: (value: FormDraft[string]) => void;
}

function Control({ field, pointer, value, onChange }: ControlProps): ReactNode {
  const { control, title, hint, choices, isRequired } = field;
  if (control === 'many')
    return <Many field={field} pointer={pointer} value={Array.isArray(value) ? (value as readonly string[]) : []} onChange={onChange} />;
  const text = typeof value === 'string' ? value : '';
  return (
    <Field label={title} hint={hint} pointer={pointer}>
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
  readonly pointer: string;
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}

function Many({ field: { title, hint, choices }, pointer, value, onChange }: ManyProps): ReactNode {
  return (
    <Choices legend={title} hint={hint} pointer={pointer}>
      {(attributes) =>
        choices.length === 0 ? (
          <span className={uiCss['muted']}>There is nothing to choose from.</span>
        ) : (
          choices.map((choice) => (
            <label key={choice.value} className={uiCss['check']}>
              <input
                {...attributes}
                type="checkbox"
                checked={value.includes(choice.value)}
                onChange={(event) =>
                  onChange(event.currentTarget.checked ? [...value, choice.value] : value.filter((one) => one !== choice.value))
                }
              />
              {choice.title}
            </label>
          ))
        )
      }
    </Choices>
  );
}
