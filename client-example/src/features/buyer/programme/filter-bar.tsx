import { useState } from 'react';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import type { EventFilter } from './event-filter';
import { type Filters, type Sort, sorts } from './filters';
import { facetsQuery } from './operations';
import { type Amount, priceSteps, readAmount, writeAmount } from './price-steps';
import { SearchField } from './search-field';

/** The API counts exactly up to here. */
const COUNT_EXACT_MAX = 1000;

interface FilterBarProps {
  readonly filters: Filters;
  /** As it is once nobody has typed for a moment. */
  readonly asked: Filters;
  readonly filter: EventFilter;
  /** Of the events in the list. */
  readonly prices: readonly Amount[];
  readonly isNear: boolean;
  /** Until the programme is there, which comes first. */
  readonly isEarly: boolean;
  readonly onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, asked, filter, prices, isNear, isEarly, onChange }: FilterBarProps) {
  const { t, locale, money, number } = useMessages();
  // Once asked for it stays asked for.
  const [isWanted, setWanted] = useState(!isEarly);
  if (!isEarly && !isWanted) setWanted(true);
  const result = useQuery(facetsQuery, isWanted ? { filter } : null);
  const { categories, cities, months } =
    result.kind === 'ready' ? result.data.events.facets : { categories: [], cities: [], months: [] };
  const counted = (name: string, count: number) =>
    `${name} (${number(Math.min(count, COUNT_EXACT_MAX))}${count > COUNT_EXACT_MAX ? '+' : ''})`;
  const options = (values: typeof categories) =>
    [...values]
      .sort((one, other) => one.value.localeCompare(other.value, locale))
      .map(({ value, count }) => [value, counted(value, count)] as const);
  const monthName = (month: string) =>
    new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(`${month}-01`),
    );
  const chosenPrice = filters.priceMax === null ? '' : writeAmount(filters.priceMax);
  const known = priceSteps(prices);
  // The list may be empty because of the chosen one.
  const steps =
    filters.priceMax === null || known.some((step) => writeAmount(step) === chosenPrice)
      ? known
      : [filters.priceMax, ...known];
  const order = isNear ? (['DISTANCE', ...sorts] as const) : sorts;

  return (
    <search className="filters">
      <SearchField
        text={filters.text}
        settledText={asked.text}
        onType={(text) => onChange({ ...filters, text })}
        onChoose={({ text, kind }) =>
          onChange(kind === 'CITY' ? { ...filters, text: '', city: text } : { ...filters, text })
        }
      />
      <Choice
        label={t('programme.when')}
        value={filters.when}
        any={t('programme.anyTime')}
        options={[
          ...(['week', 'month', 'later'] as const).map((when) => [when, t(`programme.${when}`)] as const),
          ...months.map(({ value, count }) => [value, counted(monthName(value), count)] as const),
        ]}
        onChange={(when) => onChange({ ...filters, when })}
      />
      <Choice
        label={t('programme.category')}
        value={filters.category}
        any={t('programme.anyCategory')}
        options={options(categories)}
        onChange={(category) => onChange({ ...filters, category })}
      />
      <Choice
        label={t('programme.city')}
        value={filters.city}
        any={t('programme.anyCity')}
        options={options(cities)}
        onChange={(city) => onChange({ ...filters, city })}
      />
      <Choice
        label={t('programme.price')}
        value={chosenPrice}
        any={t('programme.anyPrice')}
        options={steps.map((step) => [writeAmount(step), t('programme.upTo', { amount: money(step) })])}
        onChange={(price) => onChange({ ...filters, priceMax: readAmount(price) })}
      />
      <Choice
        label={t('programme.sort')}
        value={filters.sort}
        options={order.map((sort) => [sort, t(`programme.sort${sort}`)])}
        // The options above are the only values.
        onChange={(sort) => onChange({ ...filters, sort: sort as Sort })}
      />
      <label className="field filters-check">
        <input
          type="checkbox"
          checked={filters.isFree}
          onChange={({ target }) => onChange({ ...filters, isFree: target.checked })}
        />
        {t('programme.available')}
      </label>
      <label className="field filters-check">
        <input
          type="checkbox"
          checked={filters.isAccessible}
          onChange={({ target }) => onChange({ ...filters, isAccessible: target.checked })}
        />
        {t('programme.accessible')}
      </label>
    </search>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  /** The option of no value; without it there is always one. */
  readonly any?: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, any, options, onChange }: ChoiceProps) {
  // A link may name a value that the list does not have yet.
  const isKnown = value === '' || options.some(([known]) => known === value);
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <select className="select" value={value} onChange={({ target }) => onChange(target.value)}>
        {any !== undefined && <option value="">{any}</option>}
        {!isKnown && <option value={value}>{value}</option>}
        {options.map(([known, text]) => (
          <option key={known} value={known}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
