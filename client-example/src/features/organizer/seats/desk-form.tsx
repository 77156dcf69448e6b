import { type FormEvent, useId, useRef, useState } from 'react';
import { newIdempotencyKey } from '../../../api/idempotency-key';
import { useApi } from '../../../app/api-context';
import { useMessages } from '../../../messages/use-messages';
import { seatIdsQuery } from '../../buyer/show/operations';
import { giveSeatsMutation, sellAtDeskMutation } from './operations';
import { Refused, useAttempt } from './use-attempt';

interface DeskFormProps {
  readonly showId: string;
  readonly chosen: readonly number[];
  readonly onDone: () => void;
}

/** Of one order. */
const SEATS_MAX = 100;
const ways = ['CASH', 'TERMINAL', 'GIFT'] as const;

/** Sells the marked seats at the desk, or gives them to a guest. */
export function DeskForm({ showId, chosen, onDone }: DeskFormProps) {
  const { t, money } = useMessages();
  const api = useApi();
  const id = useId();
  const [way, setWay] = useState<(typeof ways)[number]>('CASH');
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const [reference, setReference] = useState('');
  const [email, setEmail] = useState('');
  const [link, setLink] = useState<string | null>(null);
  const { isBusy, problem, done, attempt } = useAttempt();
  // The same button again, after a network that failed, is the same request; other seats or words are another one.
  const sent = useRef({ asked: '', key: '' });

  const keyOf = (asked: unknown): string => {
    const text = JSON.stringify(asked);
    if (sent.current.asked !== text) sent.current = { asked: text, key: newIdempotencyKey() };
    return sent.current.key;
  };
  const finish = (pdf: string | null): void => {
    sent.current = { asked: '', key: '' };
    setLink(pdf);
    onDone();
  };
  const send = async (): Promise<string> => {
    setLink(null);
    const { show } = await api.ask(seatIdsQuery, { id: showId, indexes: [...chosen] });
    const seatIds = (show?.seats.nodes ?? []).map((seat) => seat.id);
    const address = email.trim() || null;
    if (way === 'GIFT') {
      const input = { showId, seatIds, guestName: name.trim(), reason: reason.trim(), guestEmail: address };
      const idempotencyKey = keyOf(input);
      const { giveSeats } = await api.ask(giveSeatsMutation, { input: { ...input, idempotencyKey } });
      if (giveSeats.__typename !== 'GiveSeatsPayload') throw new Refused(giveSeats.message);
      finish(giveSeats.ticketsPdfUrl);
      return t('organizer.seats.given', { count: giveSeats.tickets.length });
    }
    const input = { showId, seatIds, payment: way, reference: reference.trim() || null, email: address };
    const idempotencyKey = keyOf(input);
    const { sellAtDesk } = await api.ask(sellAtDeskMutation, { input: { ...input, idempotencyKey } });
    if (sellAtDesk.__typename !== 'SellAtDeskPayload') throw new Refused(sellAtDesk.message);
    finish(sellAtDesk.ticketsPdfUrl);
    return t('organizer.seats.sold', { count: sellAtDesk.tickets.length, amount: money(sellAtDesk.order.total) });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(send);
  };

  const field = (part: string, label: string, value: string, change: (text: string) => void, type = 'text') => (
    <div className="field">
      <label className="field-label" htmlFor={`${id}-${part}`}>
        {label}
      </label>
      <input
        id={`${id}-${part}`}
        className="input"
        type={type}
        required={part === 'name'}
        maxLength={type === 'email' ? 254 : 100}
        value={value}
        onChange={({ target }) => change(target.value)}
      />
    </div>
  );
  const isTooMany = chosen.length > SEATS_MAX;
  return (
    <form className="panel" onSubmit={submit} aria-busy={isBusy}>
      <h3>{t('organizer.seats.desk')}</h3>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-way`}>
          {t('organizer.seats.way')}
        </label>
        <select
          id={`${id}-way`}
          className="input"
          value={way}
          // Its values are the ways.
          onChange={({ target }) => setWay(target.value as typeof way)}
        >
          {ways.map((one) => (
            <option key={one} value={one}>
              {t(`organizer.seats.way.${one}`)}
            </option>
          ))}
        </select>
      </div>
      {way === 'GIFT' && field('name', t('organizer.seats.guest'), name, setName)}
      {way === 'GIFT' && field('reason', t('organizer.seats.reason'), reason, setReason)}
      {way === 'TERMINAL' && field('reference', t('organizer.seats.reference'), reference, setReference)}
      {field('email', t('organizer.seats.email'), email, setEmail, 'email')}
      <div className="button-row">
        <button type="submit" className="button" disabled={isBusy || chosen.length === 0 || isTooMany}>
          {t(way === 'GIFT' ? 'organizer.seats.giveCount' : 'organizer.seats.sellCount', { count: chosen.length })}
        </button>
      </div>
      {isTooMany && <p className="field-hint">{t('organizer.seats.tooMany', { count: SEATS_MAX })}</p>}
      <div role="status">
        {done !== null && (
          <p className="notice">
            {done}{' '}
            {link !== null && (
              <a href={api.addressOf(link)} target="_blank" rel="noreferrer">
                {t('organizer.seats.print')}
              </a>
            )}
          </p>
        )}
      </div>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
