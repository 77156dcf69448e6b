import { useMessages } from '../../../messages/use-messages';
import type { ScanRecord } from '../gate/answer';
import { hintOf, titleOf } from './answer-words';
import { verdictOf } from './feedback';
import { Sign } from './sign';

interface ResultPanelProps {
  /** Null before the first scan. */
  readonly record: ScanRecord | null;
  readonly timeZone: string | undefined;
}

/** The last answer: colour, shape and words, read out at once. */
export function ResultPanel({ record, timeZone }: ResultPanelProps) {
  const { t } = useMessages();
  return (
    <div className="door-result" role="status" aria-live="assertive" aria-atomic="true">
      {record === null ? (
        <div className="door-answer door-waiting">
          <p className="door-verdict">{t('door.ready')}</p>
          <p>{t('door.readyHint')}</p>
        </div>
      ) : (
        // A new element for each scan: the same answer twice is seen, and read out, twice.
        <AnswerWords key={record.nonce} record={record} timeZone={timeZone} />
      )}
    </div>
  );
}

function AnswerWords({ record, timeZone }: { readonly record: ScanRecord; readonly timeZone: string | undefined }) {
  const messages = useMessages();
  const { t, time } = messages;
  const { ticket } = record.answer;
  const verdict = verdictOf(record.answer);
  const hint = hintOf(record, messages, timeZone);
  return (
    <div className={`door-answer door-${verdict}`} data-answer={record.answer.kind} data-scan={record.nonce}>
      <Sign verdict={verdict} />
      <div className="door-words">
        <p className="door-verdict">{titleOf(record, t)}</p>
        {ticket && <p className="door-seat">{ticket.seat}</p>}
        {ticket?.holderName && <p className="door-holder">{ticket.holderName}</p>}
        {ticket?.entrance && <p>{t('door.entrance', { entrance: ticket.entrance })}</p>}
        {hint && <p>{hint}</p>}
        {ticket && ticket.needs.length > 0 && (
          <ul className="door-needs">
            {ticket.needs.map((need) => (
              <li key={need}>{t(`feature.${need}`)}</li>
            ))}
          </ul>
        )}
        <p className="door-small">
          {time(record.scannedAt, timeZone)}
          {record.isOffline && ` · ${t('door.alone')}`}
        </p>
      </div>
    </div>
  );
}
