import { useMessages } from '../../../messages/use-messages';

interface ViewSwitchProps {
  readonly view: 'map' | 'list';
  readonly onChange: (view: 'map' | 'list') => void;
  readonly isLive: boolean;
}

/** The list does everything that the map does. Beside it, whether both are up to date. */
export function ViewSwitch({ view, onChange, isLive }: ViewSwitchProps) {
  const { t } = useMessages();
  return (
    <div className="view-switch">
      <fieldset className="segments">
        <legend className="visually-hidden">{t('show.view')}</legend>
        {(['map', 'list'] as const).map((name) => (
          <label key={name} className="segment">
            <input type="radio" name="view" checked={view === name} onChange={() => onChange(name)} />
            <span>{t(`show.${name}`)}</span>
          </label>
        ))}
      </fieldset>
      <span className={`live ${isLive ? 'live-on' : ''}`} role="status">
        {t(isLive ? 'show.live' : 'show.reconnecting')}
      </span>
    </div>
  );
}
