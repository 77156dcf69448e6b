import { useMemo } from 'react';
import { Failed, Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { SelectField, TextField } from '../forms/field';
import { MapPreview } from '../maps/map-preview';
import { useGeometry } from '../maps/use-geometry';
import type { PartProps } from './draft-editor';
import { pricesOf } from './draft-fields';
import { amountOf } from './money-text';
import type { DraftView } from './operations';

/** The map, the currency, and a price for each zone of the map. */
export function PricesPart({ fields, change, venue }: PartProps & { readonly venue: DraftView['venue'] }) {
  const { t, locale } = useMessages();
  const maps = venue.seatMaps ?? [];
  const { seatMapVersion, currency } = fields;
  const known = maps.find(({ version }) => version === seatMapVersion);
  const mapOptions = [
    { value: '', name: t('planning.field.noMap') },
    ...maps.map(({ version, name, seatCount }) => ({
      value: version,
      name: `${name} (${t('organizer.seats.count', { count: seatCount })})`,
    })),
    // One that was published elsewhere.
    ...(seatMapVersion !== '' && known === undefined ? [{ value: seatMapVersion, name: seatMapVersion }] : []),
  ];
  const currencies = useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: 'currency' });
    const all = Intl.supportedValuesOf('currency').map((value) => ({ value, name: `${value} – ${names.of(value)}` }));
    return [{ value: '', name: t('planning.field.noCurrency') }, ...all];
  }, [locale, t]);
  return (
    <>
      <div className="field-pair">
        <SelectField
          label={t('planning.field.seatMap')}
          hint={maps.length === 0 ? t('planning.field.seatMapHint') : undefined}
          value={seatMapVersion}
          options={mapOptions}
          onValue={(version) => change({ seatMapVersion: version })}
        />
        <SelectField
          label={t('planning.field.currency')}
          value={currency}
          options={currencies}
          onValue={(code) => change({ currency: code })}
        />
      </div>
      {seatMapVersion !== '' && (
        <ZonePrices
          fields={fields}
          change={change}
          url={known?.url ?? `/seat-maps/${encodeURIComponent(seatMapVersion)}.json`}
        />
      )}
    </>
  );
}

function ZonePrices({ fields, change, url }: PartProps & { readonly url: string }) {
  const { t } = useMessages();
  const geometry = useGeometry(url);
  if (geometry.kind === 'loading') return <Loading />;
  if (geometry.kind === 'failed') return <Failed error={geometry.error} />;
  const { currency, prices } = fields;
  const zones = geometry.file.zones.map(({ name }) => name);
  const left = Object.keys(prices).filter((zone) => !zones.includes(zone));
  const set = (zone: string, price: { readonly name?: string; readonly amount?: string }) =>
    change({ prices: { ...prices, [zone]: { ...{ name: '', amount: '' }, ...prices[zone], ...price } } });
  const remove = (zone: string) =>
    change({ prices: Object.fromEntries(Object.entries(prices).filter(([other]) => other !== zone)) });
  const sound = pricesOf(fields).map(({ zone, name, amountMinor }) => ({
    ...{ zone, name, price: { amountMinor, currency: currency || 'EUR' } },
  }));
  const faultOf = (amount: string) =>
    amount.trim() === '' || amountOf(amount, currency) !== null ? null : t('planning.field.amountWrong');
  return (
    <>
      <ul className="zone-prices">
        {zones.map((zone) => (
          <li key={zone}>
            <strong>{zone}</strong>
            <TextField
              label={t('planning.field.priceName')}
              aria-label={`${t('planning.field.priceName')}: ${zone}`}
              value={prices[zone]?.name ?? ''}
              placeholder={zone}
              maxLength={100}
              onText={(name) => set(zone, { name })}
            />
            <TextField
              label={`${t('planning.field.amount')} ${currency}`}
              aria-label={`${t('planning.field.amount')}: ${zone}`}
              value={prices[zone]?.amount ?? ''}
              fault={faultOf(prices[zone]?.amount ?? '')}
              inputMode="decimal"
              onText={(amount) => set(zone, { amount })}
            />
          </li>
        ))}
      </ul>
      {left.map((zone) => (
        <p key={zone} className="notice notice-warn">
          {t('planning.missing.PRICE_OF_NO_ZONE', { zone })}{' '}
          <button type="button" className="text-button" onClick={() => remove(zone)}>
            {t('planning.field.removePrice')}
          </button>
        </p>
      ))}
      <MapPreview file={geometry.file} prices={sound.length > 0 && currency !== '' ? sound : undefined} />
    </>
  );
}
