import { useMessages } from '../../../messages/use-messages';
import { CheckField, SelectField, TextField } from '../forms/field';
import type { PartProps } from './draft-editor';
import { singleSeatRules } from './draft-fields';

/** How many seats a buyer may have, for how long, and what is kept of single seats and places for wheelchairs. */
export function LimitsPart({ fields, change }: PartProps) {
  const { t } = useMessages();
  return (
    <>
      <div className="field-pair">
        <TextField
          label={t('planning.field.seatsPerBuyerMax')}
          type="number"
          min={1}
          max={100}
          placeholder="8"
          value={fields.seatsPerBuyerMax}
          onText={(seatsPerBuyerMax) => change({ seatsPerBuyerMax })}
        />
        <TextField
          label={t('planning.field.holdMinutes')}
          type="number"
          min={1}
          max={1440}
          placeholder="10"
          value={fields.holdMinutes}
          onText={(holdMinutes) => change({ holdMinutes })}
        />
      </div>
      <SelectField
        label={t('planning.field.singleSeatRule')}
        value={fields.singleSeatRule}
        options={singleSeatRules.map((value) => ({ value, name: t(`planning.singleSeat.${value}`) }))}
        onValue={(singleSeatRule) => change({ singleSeatRule })}
      />
      {fields.singleSeatRule !== 'OFF' && (
        <CheckField
          label={t('planning.field.allowsSingleAtAisle')}
          checked={fields.allowsSingleAtAisle}
          onCheck={(allowsSingleAtAisle) => change({ allowsSingleAtAisle })}
        />
      )}
      <TextField
        label={t('planning.field.accessibleReleaseAt')}
        hint={t('planning.field.accessibleReleaseAtHint')}
        type="datetime-local"
        value={fields.accessibleReleaseAt}
        onText={(accessibleReleaseAt) => change({ accessibleReleaseAt })}
      />
      <CheckField
        label={t('planning.field.accessibleReleaseWhenSoldOut')}
        checked={fields.accessibleReleaseWhenSoldOut}
        onCheck={(accessibleReleaseWhenSoldOut) => change({ accessibleReleaseWhenSoldOut })}
      />
      <CheckField
        label={t('planning.field.waitingRoom')}
        checked={fields.hasWaitingRoom}
        onCheck={(hasWaitingRoom) => change({ hasWaitingRoom })}
      />
      {fields.hasWaitingRoom && (
        <div className="field-pair">
          <TextField
            label={t('planning.field.admissionsPerMinute')}
            type="number"
            min={1}
            max={30_000}
            value={fields.admissionsPerMinute}
            onText={(admissionsPerMinute) => change({ admissionsPerMinute })}
          />
          <TextField
            label={t('planning.field.shopSize')}
            type="number"
            min={1}
            max={100_000}
            value={fields.shopSize}
            onText={(shopSize) => change({ shopSize })}
          />
        </div>
      )}
      <CheckField
        label={t('planning.field.allowsReentry')}
        checked={fields.allowsReentry}
        onCheck={(allowsReentry) => change({ allowsReentry })}
      />
    </>
  );
}
