import { useMessages } from '../../../messages/use-messages';
import { SelectField, TextField } from '../forms/field';
import type { PartProps } from './draft-editor';
import { exchangeRules, returnKinds, type StepField } from './draft-fields';
import { amountOf } from './money-text';

const STEPS_MAX = 10;

/** Whether buyers may return or exchange their tickets, and what comes back. */
export function ReturnsPart({ fields, change }: PartProps) {
  const { t } = useMessages();
  const { returns, returnFee, currency } = fields;
  return (
    <>
      <SelectField
        label={t('planning.field.returns')}
        value={returns}
        options={returnKinds.map((value) => ({ value, name: t(`planning.returns.${value}`) }))}
        onValue={(value) =>
          change({
            returns: value,
            ...(value === 'steps' && fields.steps.length === 0 && { steps: [{ share: '100', hours: '24' }] }),
          })
        }
      />
      {returns === 'until' && (
        <TextField
          label={t('planning.field.refundUntil')}
          type="datetime-local"
          value={fields.refundUntil}
          onText={(refundUntil) => change({ refundUntil })}
        />
      )}
      {returns === 'steps' && (
        <>
          <Steps steps={fields.steps} onChange={(steps) => change({ steps })} />
          <TextField
            label={`${t('planning.field.returnFee')} ${currency}`}
            value={returnFee}
            fault={
              returnFee.trim() === '' || amountOf(returnFee, currency) !== null ? null : t('planning.field.amountWrong')
            }
            inputMode="decimal"
            onText={(text) => change({ returnFee: text })}
          />
        </>
      )}
      <SelectField
        label={t('planning.field.exchangeRule')}
        value={fields.exchangeRule}
        options={[
          { value: '' as const, name: t('planning.exchange.NONE') },
          ...exchangeRules.map((value) => ({ value, name: t(`planning.exchange.${value}`) })),
        ]}
        onValue={(exchangeRule) => change({ exchangeRule })}
      />
    </>
  );
}

interface StepsProps {
  readonly steps: readonly StepField[];
  readonly onChange: (steps: readonly StepField[]) => void;
}

/** From the earliest to the last, each with a smaller share. */
function Steps({ steps, onChange }: StepsProps) {
  const { t } = useMessages();
  const set = (place: number, step: Partial<StepField>) =>
    onChange(steps.map((before, index) => (index === place ? { ...before, ...step } : before)));
  return (
    <>
      <ol className="return-steps">
        {steps.map((step, place) => (
          // A step is known by its place alone.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={place}>
            <TextField
              label={t('planning.field.stepShare')}
              type="number"
              min={1}
              max={100}
              value={step.share}
              onText={(share) => set(place, { share })}
            />
            <TextField
              label={t('planning.field.stepHours')}
              type="number"
              min={0}
              value={step.hours}
              onText={(hours) => set(place, { hours })}
            />
            {steps.length > 1 && (
              <button
                type="button"
                className="text-button"
                onClick={() => onChange(steps.filter((_, index) => index !== place))}
              >
                {t('planning.field.removeStep')}
              </button>
            )}
          </li>
        ))}
      </ol>
      {steps.length < STEPS_MAX && (
        <p>
          <button
            type="button"
            className="button button-quiet"
            onClick={() => onChange([...steps, { share: '', hours: '' }])}
          >
            {t('planning.field.addStep')}
          </button>
        </p>
      )}
    </>
  );
}
