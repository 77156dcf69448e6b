import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

interface FormFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Makes the control, which takes both attributes. */
  readonly children: (control: { readonly id: string; readonly 'aria-describedby'?: string }) => ReactNode;
}

/** A control with its label, and a sentence that explains it. */
export function FormField({ label, hint, children }: FormFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children(hint === undefined ? { id } : { id, 'aria-describedby': `${id}-hint` })}
      {hint !== undefined && (
        <span id={`${id}-hint`} className="field-hint">
          {hint}
        </span>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className' | 'onChange'> {
  readonly label: string;
  readonly hint?: string;
  readonly onText: (text: string) => void;
}

/** A line of text, a number or an instant. */
export function TextField({ label, hint, onText, ...input }: TextFieldProps) {
  return (
    <FormField label={label} hint={hint}>
      {(control) => <input {...input} {...control} className="input" onChange={({ target }) => onText(target.value)} />}
    </FormField>
  );
}
