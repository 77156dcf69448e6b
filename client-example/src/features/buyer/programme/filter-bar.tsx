import { useMemo, useState } from 'react';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import type { Filters, When } from './filters';
import { filterValuesQuery } from './operations';

const PRICES = [25, 50, 100];

interface FilterBarProps {
  readonly filters: Filters;
  readonly now: string;
  /** Until the programme is there, which comes first. */
  readonly isEarly: boolean;
  readonly onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, now, isEarly, onChange }: FilterBarProps) {
  const { t, locale } = useMessages();
  // Once asked for it stays asked for: another filter does not change what there is to choose from.
  const [isWanted, setWanted] = useState(!isEarly);
  if (!isEarly && !isWanted) setWanted(true);
  const values = useQuery(filterValuesQuery, isWanted ? { now } : null);
  const { categories, cities } = useMemo(() => {
    if (values.kind !== 'ready') return { categories: [], cities: [] };
    const { nodes } = values.data.events;
    const sorted = (names: readonly string[]) => [...new Set(names)].sort(new Intl.Collator(locale).compare);
    return {
      categories: sorted(nodes.map(({ category }) => category)),
      cities: sorted(nodes.flatMap(({ shows }) => shows.nodes.map(({ venue }) => venue.city))),
    };
  }, [values, locale]);

  return (
    <search className="filters">
      <div className="field filters-search">
        <label className="field-label" htmlFor="search">
          {t('programme.search')}
        </label>
        <input
          id="search"
          className="input"
          type="search"
          maxLength={100}
          autoComplete="off"
          placeholder={t('programme.searchHint')}
          value={filters.text}
          onChange={({ target }) => onChange({ ...filters, text: target.value })}
        />
      </div>
      <Choice
        label={t('programme.when')}
        value={filters.when}
        any={t('programme.anyTime')}
        options={(['week', 'month', 'later'] as const).map((when) => [when, t(`programme.${when}`)])}
        // The options above are the only values.
        onChange={(when) => onChange({ ...filters, when: when as When })}
      />
      <Choice
        label={t('programme.category')}
        value={filters.category}
        any={t('programme.anyCategory')}
        options={categories.map((name) => [name, name])}
        onChange={(category) => onChange({ ...filters, category })}
      />
      <Choice
        label={t('programme.city')}
        value={filters.city}
        any={t('programme.anyCity')}
        options={cities.map((name) => [name, name])}
        onChange={(city) => onChange({ ...filters, city })}
      />
      <Choice
        label={t('programme.price')}
        value={filters.priceMax > 0 ? String(filters.priceMax) : ''}
        any={t('programme.anyPrice')}
        options={PRICES.map((price) => [String(price), t('programme.upTo', { amount: String(price) })])}
        onChange={(price) => onChange({ ...filters, priceMax: Number(price) })}
      />
    </search>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly any: string;
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
        <option value="">{any}</option>
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
