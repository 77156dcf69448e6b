import { useMemo } from 'react';
import type { SeatFeature } from '../../../messages/en/seat-features';
import { useMessages } from '../../../messages/use-messages';
import type { Geometry } from '../../../seat-map';
import { companionsOf, type Needs, needsOf } from './needs';
import { Stepper } from './stepper';

interface NeedsFilterProps {
  readonly geometry: Geometry;
  readonly needs: Needs;
  readonly partySize: number;
  readonly onChange: (needs: Needs) => void;
}

/** A filter for what a buyer needs: the features that seats of this venue have. Nobody is asked for a proof. */
export function NeedsFilter({ geometry, needs, partySize, onChange }: NeedsFilterProps) {
  const { t } = useMessages();
  const offered = useMemo(() => needsOf(geometry), [geometry]);
  if (offered.length === 0) return null;
  const toggle = (feature: SeatFeature) => {
    const features = needs.features.includes(feature)
      ? needs.features.filter((known) => known !== feature)
      : [...needs.features, feature];
    onChange({ features, wheelchairPlaces: features.includes('ACCESSIBLE') ? Math.max(1, needs.wheelchairPlaces) : 0 });
  };
  const { wheelchairPlaces } = needs;
  return (
    <details className="needs">
      <summary>
        {t('show.needs')}
        {needs.features.length > 0 && <span className="tag">{needs.features.length}</span>}
      </summary>
      <fieldset>
        <legend className="needs-hint">{t('show.needsHint')}</legend>
        {offered.map((feature) => (
          <label key={feature} className="switch">
            <input type="checkbox" checked={needs.features.includes(feature)} onChange={() => toggle(feature)} />
            <span>{t(`feature.${feature}`)}</span>
          </label>
        ))}
      </fieldset>
      {wheelchairPlaces > 0 && (
        <div className="needs-party">
          <Stepper
            legend={t('show.wheelchairs')}
            count={wheelchairPlaces}
            min={1}
            max={partySize}
            spoken={String(wheelchairPlaces)}
            fewer={t('show.fewerWheelchairs')}
            more={t('show.moreWheelchairs')}
            onChange={(count) => onChange({ ...needs, wheelchairPlaces: count })}
          />
          <p>{t('show.companions', { count: companionsOf(needs, partySize) })}</p>
        </div>
      )}
    </details>
  );
}
