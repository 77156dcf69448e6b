import { useMessages } from '../../../messages/use-messages';
import type { Figures } from './operations';

interface SeatsTableProps {
  readonly title: string;
  readonly parts: Figures['bySection'];
}

const columns = [
  ['organizer.figures.sold', 'soldCount'],
  ['organizer.figures.reserved', 'reservedCount'],
  ['organizer.figures.held', 'heldCount'],
  ['organizer.figures.free', 'freeCount'],
  ['organizer.figures.blocked', 'blockedCount'],
  ['organizer.figures.places', 'placeCount'],
] as const;

/** The seats of each part of the hall. */
export function SeatsTable({ title, parts }: SeatsTableProps) {
  const { t, number } = useMessages();
  if (parts.length === 0) return null;
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
                  <td key={key}>{number(part[field])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
