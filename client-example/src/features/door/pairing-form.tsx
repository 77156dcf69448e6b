import { type FormEvent, useEffect, useState } from 'react';
import { Settings } from '../../app/settings';
import { useErrorText } from '../../app/states';
import { useMessages } from '../../messages/use-messages';
import type { Device } from './device';
import { pairDevice } from './door-server';
import { countQueued } from './gate/indexed-db-store';

const NAME_KEY = 'frontrow.door.name';
const NAME_LENGTH_MAX = 60;
const CODE_LENGTH = 8;

/** A link that the organizer made has the code behind the `#`, which no server sees. */
const codeOfLink = (): string => decodeURIComponent(location.hash.slice(1)).slice(0, 2 * CODE_LENGTH);

interface PairingFormProps {
  readonly wasRefused: boolean;
  readonly onPaired: (device: Device) => void;
}

export function PairingForm({ wasRefused, onPaired }: PairingFormProps) {
  const { t } = useMessages();
  const textOf = useErrorText();
  const [code, setCode] = useState(codeOfLink);
  const [name, setName] = useState(() => localStorage.getItem(NAME_KEY) ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const queued = useQueued();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const letters = code.replace(/[^a-z\d]/gi, '').toUpperCase();
    if (letters.length !== CODE_LENGTH) return setProblem(t('door.pair.codeWrong'));
    localStorage.setItem(NAME_KEY, name);
    setBusy(true);
    try {
      const device = await pairDevice(letters, name.trim() || t('door.title'));
      if (device) {
        // It works once, and need not stay in the address.
        history.replaceState(null, '', location.pathname + location.search);
        return onPaired(device);
      }
      setProblem(t('door.pair.invalid'));
    } catch (error) {
      setProblem(textOf(error));
    }
    setBusy(false);
  };

  return (
    <div className="door-pair">
      <form className="panel" noValidate onSubmit={(event) => void submit(event)}>
        <h1>{t('door.pair.title')}</h1>
        <p className="muted">{t('door.pair.intro')}</p>
        {wasRefused && <p className="notice notice-bad">{t('door.pair.refused')}</p>}
        {queued > 0 && <p className="notice notice-warn">{t('door.pair.queued', { count: queued })}</p>}
        {problem !== null && (
          <p className="notice notice-bad" role="alert">
            {problem}
          </p>
        )}
        <div className="field">
          <label className="field-label" htmlFor="pairing-code">
            {t('door.pair.code')}
          </label>
          <input
            id="pairing-code"
            className="input door-code"
            autoComplete="one-time-code"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={12}
            dir="ltr"
            value={code}
            aria-invalid={problem !== null}
            aria-describedby="pairing-code-hint"
            onChange={({ target }) => setCode(target.value)}
          />
          <span id="pairing-code-hint" className="field-hint">
            {t('door.pair.codeHint')}
          </span>
        </div>
        <div className="field">
          <label className="field-label" htmlFor="device-name">
            {t('door.pair.name')}
          </label>
          <input
            id="device-name"
            className="input"
            autoComplete="off"
            maxLength={NAME_LENGTH_MAX}
            value={name}
            aria-describedby="device-name-hint"
            onChange={({ target }) => setName(target.value)}
          />
          <span id="device-name-hint" className="field-hint">
            {t('door.pair.nameHint')}
          </span>
        </div>
        <button type="submit" className="button button-wide" disabled={isBusy}>
          {t('door.pair.submit')}
        </button>
      </form>
      <Settings />
    </div>
  );
}

/** Scans that an earlier pairing has left. */
function useQueued(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    countQueued().then(setCount, () => undefined);
  }, []);
  return count;
}
