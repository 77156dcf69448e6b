import { useMessages } from '../../../messages/use-messages';

interface OrdersTableProps {
  readonly title: string;
  readonly rows: readonly {
    readonly name: string;
    readonly orderCount: number;
    readonly ticketCount: number;
    readonly net: { readonly amountMinor: number; readonly currency: string };
  }[];
}

/** Orders, tickets and money, a line for each of something. */
export function OrdersTable({ title, rows }: OrdersTableProps) {
  const { t, number, money } = useMessages();
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
              <th scope="col">{t('organizer.figures.orders')}</th>
              <th scope="col">{t('organizer.figures.tickets')}</th>
              <th scope="col">{t('organizer.figures.net')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, orderCount, ticketCount, net }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{number(orderCount)}</td>
                <td>{number(ticketCount)}</td>
                <td>{money(net)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
