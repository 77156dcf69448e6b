import { useMessages } from '../../../messages/use-messages';
import type { Figures } from './operations';

interface SeatsTableProps {
  readonly title: string;
  readonly parts: Figures['bySection'];
}

/** What a phone has room for comes first. */
const columns = [
  ['organizer.figures.sold', 'soldCount'],
  ['organizer.figures.net', 'net'],
  ['organizer.figures.gross', 'gross'],
  ['organizer.figures.refunded', 'refunded'],
  ['organizer.figures.reserved', 'reservedCount'],
  ['organizer.figures.held', 'heldCount'],
  ['organizer.figures.free', 'freeCount'],
  ['organizer.figures.blocked', 'blockedCount'],
  ['organizer.figures.places', 'placeCount'],
] as const;

/** The seats of each part of the hall, and what they have brought in. */
export function SeatsTable({ title, parts }: SeatsTableProps) {
  const { t, number, money } = useMessages();
  if (parts.length === 0) return null;
  const text = (value: Figures['bySection'][number][(typeof columns)[number][1]]) =>
    typeof value === 'number' ? number(value) : money(value);
  return (
    <div className="figures-part">
      <h3>{title}</h3>
      {/* On a phone it is wider than the screen: whoever has no mouse scrolls it by keys. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section className="table-frame" tabIndex={0} aria-label={title}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('organizer.figures.name')}</th>
              {columns.map(([key]) => (
                <th key={key} scope="col">
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part.name}>
                <th scope="row">{part.name}</th>
                {columns.map(([key, field]) => (
                  <td key={key}>{text(part[field])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
