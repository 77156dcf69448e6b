import { useMessages } from '../../../messages/use-messages';
import type { Direction } from '../gate/answer';

interface DirectionSwitchProps {
  readonly direction: Direction;
  readonly onChange: (direction: Direction) => void;
}

/** For shows that visitors may leave and enter again. */
export function DirectionSwitch({ direction, onChange }: DirectionSwitchProps) {
  const { t } = useMessages();
  return (
    <fieldset className="segments door-direction">
      <legend className="visually-hidden">{t('door.direction')}</legend>
      {(['IN', 'OUT'] as const).map((name) => (
        <label key={name} className="segment">
          <input type="radio" name="direction" checked={direction === name} onChange={() => onChange(name)} />
          <span>{t(name === 'IN' ? 'door.in' : 'door.out')}</span>
        </label>
      ))}
    </fieldset>
  );
}
