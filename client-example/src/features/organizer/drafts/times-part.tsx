import { useMessages } from '../../../messages/use-messages';
import { TextField } from '../forms/field';
import type { PartProps } from './draft-editor';
import type { DraftFields } from './draft-fields';

type TimeName = 'startsAt' | 'doorsAt' | 'salesOpenAt' | 'salesCloseAt' | 'ticketsVisibleFrom';

/** When it starts and when it is sold, by the clocks at the venue. */
export function TimesPart({ fields, change }: PartProps) {
  const { t } = useMessages();
  const field = (name: TimeName, hint?: string) => (
    <TextField
      label={t(`planning.field.${name}`)}
      hint={hint}
      type="datetime-local"
      value={fields[name]}
      onText={(text) => change({ [name]: text } as Partial<DraftFields>)}
    />
  );
  return (
    <>
      {field('startsAt')}
      {field('doorsAt', t('planning.field.doorsAtHint'))}
      <div className="field-pair">
        {field('salesOpenAt')}
        {field('salesCloseAt', t('planning.field.salesCloseAtHint'))}
      </div>
      {field('ticketsVisibleFrom', t('planning.field.ticketsVisibleFromHint'))}
    </>
  );
}
