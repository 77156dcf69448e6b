import { type FormEvent, useState } from 'react';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import type { FoundTicket, SearchTickets } from '../door-server';
import type { Direction } from '../gate/answer';

const NAME_LENGTH_MIN = 2;

interface NameSearchProps {
  readonly search: SearchTickets;
  readonly isOnline: boolean;
  readonly direction: Direction;
  readonly onCode: (code: string) => void;
}

/** Visitors whose ticket cannot be read, by the beginning of a name or of an email address. The names are at the service alone. */
export function NameSearch({ search, isOnline, direction, onCode }: NameSearchProps) {
  const { t } = useMessages();
  const textOf = useErrorText();
  const [name, setName] = useState('');
  const [found, setFound] = useState<readonly FoundTicket[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setFound(null);
    if (name.trim().length < NAME_LENGTH_MIN) return setProblem(t('door.search.short'));
    setProblem(null);
    try {
      setFound(await search(name.trim()));
    } catch (error) {
      setProblem(textOf(error));
    }
  };
  const admit = (code: string) => {
    setFound(null);
    setName('');
    onCode(code);
  };

  return (
    <section className="panel door-search">
      <form onSubmit={(event) => void submit(event)}>
        <label className="field-label" htmlFor="door-name">
          {t('door.search')}
        </label>
        <div className="door-search-row">
          <input
            id="door-name"
            className="input"
            type="search"
            autoComplete="off"
            value={name}
            disabled={!isOnline}
            onChange={({ target }) => setName(target.value)}
          />
          <button type="submit" className="button button-quiet" disabled={!isOnline}>
            {t('door.search.submit')}
          </button>
        </div>
      </form>
      {!isOnline && <p className="field-hint">{t('door.search.offline')}</p>}
      <div role="status">
        {problem !== null && <p className="field-error">{problem}</p>}
        {found?.length === 0 && <p className="field-hint">{t('door.search.none')}</p>}
      </div>
      {isOnline && found && (
        <ul className="door-found">
          {found.map(({ code, seat, holderName, entrance, isInside }) => (
            <li key={seat.id}>
              <span>
                <strong>{holderName ?? t('door.search.noName')}</strong>
                <span>{seat.label}</span>
                {entrance && <span className="muted">{t('door.entrance', { entrance })}</span>}
                {isInside && <span className="tag tag-good">{t('door.inside')}</span>}
              </span>
              <button
                type="button"
                className="button"
                aria-label={`${t(direction === 'IN' ? 'door.search.admit' : 'door.search.letOut')}: ${seat.label}`}
                onClick={() => admit(code)}
              >
                {t(direction === 'IN' ? 'door.search.admit' : 'door.search.letOut')}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
