import { type FormEvent, type ReactNode, useId, useMemo, useState } from 'react';
import { useMessages } from '../../../messages/use-messages';
import { SelectField, TextField } from '../forms/field';
import { FormAnswer } from '../forms/form-answer';
import { useAttempt } from '../seats/use-attempt';
import { countriesIn } from './countries';

export interface VenueInput {
  readonly name: string;
  readonly address: string | null;
  readonly city: string;
  readonly countryCode: string;
  readonly timeZone: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly capacity: number;
}

interface VenueFormProps {
  readonly venue?: VenueInput;
  readonly button: string;
  /** More fields, above the others. */
  readonly children?: ReactNode;
  /** Resolves with what to say. */
  readonly onSave: (venue: VenueInput) => Promise<string>;
}

const NAME_LENGTH_MAX = 200;
const CITY_LENGTH_MAX = 100;
const CAPACITY_MAX = 1_000_000;

const numberIn = (text: string): number | null => (text.trim() === '' ? null : Number(text.replace(',', '.')));
const textOf = (value: number | null | undefined): string => (value == null ? '' : String(value));

/** Where it is, and whose clocks its shows follow. */
export function VenueForm({ venue, button, children, onSave }: VenueFormProps) {
  const { t, locale } = useMessages();
  const id = useId();
  const countries = useMemo(() => [{ value: '', name: '' }, ...countriesIn(locale)], [locale]);
  const [fields, setFields] = useState(() => ({
    ...{ name: venue?.name ?? '', address: venue?.address ?? '', city: venue?.city ?? '' },
    countryCode: venue?.countryCode ?? new Intl.Locale(navigator.language).region ?? '',
    timeZone: venue?.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...{ latitude: textOf(venue?.latitude), longitude: textOf(venue?.longitude), capacity: textOf(venue?.capacity) },
  }));
  const set = (field: keyof typeof fields) => (text: string) => setFields((before) => ({ ...before, [field]: text }));
  const { isBusy, problem, done, attempt } = useAttempt();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(() =>
      onSave({
        ...{ name: fields.name.trim(), address: fields.address.trim() || null, city: fields.city.trim() },
        ...{ countryCode: fields.countryCode, timeZone: fields.timeZone.trim() },
        ...{ latitude: numberIn(fields.latitude), longitude: numberIn(fields.longitude) },
        capacity: Number(fields.capacity),
      }),
    );
  };
  return (
    <form onSubmit={submit} aria-busy={isBusy}>
      {children}
      <TextField
        label={t('planning.name')}
        value={fields.name}
        onText={set('name')}
        maxLength={NAME_LENGTH_MAX}
        required
      />
      <TextField label={t('planning.venue.address')} value={fields.address} onText={set('address')} />
      <TextField
        label={t('planning.venue.city')}
        value={fields.city}
        onText={set('city')}
        maxLength={CITY_LENGTH_MAX}
        required
      />
      <SelectField
        label={t('planning.venue.country')}
        value={fields.countryCode}
        options={countries}
        onValue={set('countryCode')}
      />
      <TextField
        label={t('planning.venue.timeZone')}
        hint={t('planning.venue.timeZoneHint')}
        value={fields.timeZone}
        onText={set('timeZone')}
        list={`${id}-zones`}
        dir="ltr"
        autoComplete="off"
        required
      />
      <datalist id={`${id}-zones`}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <TextField
        label={t('planning.venue.capacity')}
        hint={t('planning.venue.capacityHint')}
        value={fields.capacity}
        onText={set('capacity')}
        type="number"
        min={1}
        max={CAPACITY_MAX}
        required
      />
      <div className="field-pair">
        <TextField
          label={t('planning.venue.latitude')}
          value={fields.latitude}
          onText={set('latitude')}
          inputMode="decimal"
          dir="ltr"
        />
        <TextField
          label={t('planning.venue.longitude')}
          value={fields.longitude}
          onText={set('longitude')}
          inputMode="decimal"
          dir="ltr"
        />
      </div>
      <p className="field-hint">{t('planning.venue.placeHint')}</p>
      <button type="submit" className="button" disabled={isBusy}>
        {button}
      </button>
      <FormAnswer done={done} problem={problem} />
    </form>
  );
}
