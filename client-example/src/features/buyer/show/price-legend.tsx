import type { ReactNode } from 'react';
import { useMessages } from '../../../messages/use-messages';
import type { Zone } from '../../../seat-map';

interface PriceLegendProps {
  readonly zones: readonly Zone[];
  /** Places in `zones`; null for all. */
  readonly visible: ReadonlySet<number> | null;
  readonly onChange: (visible: ReadonlySet<number> | null) => void;
  /** Other filters, below the prices. */
  readonly children?: ReactNode;
}

/** Prices with their colours and how many seats are free; pressing one shows its seats alone. */
export function PriceLegend({ zones, visible, onChange, children }: PriceLegendProps) {
  const { t, money } = useMessages();
  const toggle = (index: number) => {
    const next = new Set(visible ?? []);
    if (!next.delete(index)) next.add(index);
    onChange(next.size === 0 || next.size === zones.length ? null : next);
  };
  return (
    <section className="legend" aria-label={t('show.prices')}>
      <div className="legend-head">
        <h2>{t('show.prices')}</h2>
        {visible !== null && (
          <button type="button" className="text-button" onClick={() => onChange(null)}>
            {t('show.allPrices')}
          </button>
        )}
      </div>
      <ul className="legend-zones" title={t('show.pricesHint')}>
        {zones.map(({ name, priceMinor, currency, available }, index) => (
          <li key={name}>
            <button
              type="button"
              className="legend-zone"
              aria-pressed={visible?.has(index) ?? false}
              onClick={() => toggle(index)}
            >
              <span className={`legend-dot zone-${Math.min(index + 1, 8)}`} aria-hidden="true" />
              <span className="legend-name">{name}</span>
              <strong>{money({ amountMinor: priceMinor, currency })}</strong>
              <span className="legend-free">{t('show.zoneFree', { count: available })}</span>
            </button>
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
