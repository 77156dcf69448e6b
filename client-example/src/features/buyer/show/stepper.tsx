interface StepperProps {
  readonly legend: string;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** What a screen reader says of the count. */
  readonly spoken: string;
  readonly fewer: string;
  readonly more: string;
  readonly onChange: (count: number) => void;
}

/** A number with a button at each side. */
export function Stepper({ legend, count, min, max, spoken, fewer, more, onChange }: StepperProps) {
  return (
    <fieldset className="stepper">
      <legend className="field-label">{legend}</legend>
      <div className="stepper-row">
        <button
          type="button"
          className="icon-button"
          disabled={count <= min}
          aria-label={fewer}
          onClick={() => onChange(count - 1)}
        >
          −
        </button>
        <output className="stepper-count" aria-live="polite">
          <span aria-hidden="true">{count}</span>
          <span className="visually-hidden">{spoken}</span>
        </output>
        <button
          type="button"
          className="icon-button"
          disabled={count >= max}
          aria-label={more}
          onClick={() => onChange(count + 1)}
        >
          +
        </button>
      </div>
    </fieldset>
  );
}
