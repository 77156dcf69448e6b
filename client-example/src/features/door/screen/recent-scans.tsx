import { useMessages } from '../../../messages/use-messages';
import type { ScanRecord } from '../gate/answer';
import { titleOf } from './answer-words';
import { verdictOf } from './feedback';
import { Sign } from './sign';

interface RecentScansProps {
  readonly records: readonly ScanRecord[];
  readonly timeZone: string | undefined;
}

/** The last scans of this gate, the newest first. */
export function RecentScans({ records, timeZone }: RecentScansProps) {
  const { t, time } = useMessages();
  return (
    <section className="panel door-recent">
      <h2>{t('door.recent')}</h2>
      {records.length === 0 && <p className="muted">{t('door.recentEmpty')}</p>}
      <ol>
        {records.map((record) => (
          <li key={record.nonce}>
            <Sign verdict={verdictOf(record.answer)} />
            <span>
              <strong>{record.answer.ticket?.seat ?? titleOf(record, t)}</strong>
              {record.answer.ticket && ` ${titleOf(record, t)}`}
              {record.isOffline && <span className="muted"> · {t('door.alone')}</span>}
            </span>
            <time dateTime={record.scannedAt}>{time(record.scannedAt, timeZone)}</time>
          </li>
        ))}
      </ol>
    </section>
  );
}
