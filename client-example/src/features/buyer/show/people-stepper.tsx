import { useMessages } from '../../../messages/use-messages';

interface PeopleStepperProps {
  readonly count: number;
  readonly max: number;
  readonly onChange: (count: number) => void;
}

export function PeopleStepper({ count, max, onChange }: PeopleStepperProps) {
  const { t } = useMessages();
  return (
    <fieldset className="stepper">
      <legend className="field-label">{t('show.people')}</legend>
      <div className="stepper-row">
        <button
          type="button"
          className="icon-button"
          disabled={count <= 1}
          aria-label={t('show.fewer')}
          onClick={() => onChange(count - 1)}
        >
          −
        </button>
        <output className="stepper-count" aria-live="polite">
          <span aria-hidden="true">{count}</span>
          <span className="visually-hidden">{t('show.peopleCount', { count })}</span>
        </output>
        <button
          type="button"
          className="icon-button"
          disabled={count >= max}
          aria-label={t('show.more')}
          onClick={() => onChange(count + 1)}
        >
          +
        </button>
      </div>
    </fieldset>
  );
}
