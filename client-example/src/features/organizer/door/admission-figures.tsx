import { useMessages } from '../../../messages/use-messages';
import type { DoorOfShow } from './operations';

/** How many of the tickets have come in. */
export function AdmissionFigures({ admission }: { readonly admission: DoorOfShow['admission'] }) {
  const { t, number, time, hour } = useMessages();
  const { asOf, ticketCount, admittedCount, insideCount, revokedCount, refusedScanCount } = admission;
  const facts = [
    ['organizer.door.tickets', ticketCount],
    ['organizer.door.admitted', admittedCount],
    ['organizer.door.inside', insideCount],
    ['organizer.door.refused', refusedScanCount],
    ['organizer.door.revoked', revokedCount],
  ] as const;
  const sections = admission.bySection.filter((section) => section.ticketCount > 0);
  return (
    <>
      <dl className="figures-facts">
        {facts.map(([key, count]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{number(count)}</dd>
          </div>
        ))}
      </dl>
      <progress
        className="refund-progress"
        aria-label={t('organizer.door.progress')}
        max={Math.max(1, ticketCount)}
        value={admittedCount}
      />
      <p className="muted">{t('organizer.figures.asOf', { time: time(asOf) })}</p>
      <CountTable
        title={t('organizer.figures.bySection')}
        columns={[t('organizer.door.tickets'), t('organizer.door.admitted'), t('organizer.door.inside')]}
        rows={sections.map((one) => [one.name, one.ticketCount, one.admittedCount, one.insideCount])}
      />
      <CountTable
        title={t('organizer.door.byTime')}
        columns={[t('organizer.door.in'), t('organizer.door.out'), t('organizer.door.refused')]}
        rows={admission.byTime.map((one) => [hour(one.from), one.inCount, one.outCount, one.refusedCount])}
      />
      <CountTable
        title={t('organizer.door.byGate')}
        columns={[t('organizer.door.in'), t('organizer.door.out'), t('organizer.door.refused')]}
        rows={admission.byGate.map((one) => [one.gateId, one.inCount, one.outCount, one.refusedCount])}
      />
    </>
  );
}

interface CountTableProps {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly [name: string, ...counts: number[]])[];
}

function CountTable({ title, columns, rows }: CountTableProps) {
  const { t, number } = useMessages();
  if (rows.length === 0) return null;
  return (
    <div className="figures-part">
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keys too */}
      <section className="table-frame" tabIndex={0} aria-label={title}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('organizer.figures.name')}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...counts]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {counts.map((count, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns stay where they are
                  <td key={place}>{number(count)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
