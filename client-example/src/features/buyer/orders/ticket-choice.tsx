import type { Order } from './operations';

export const ticketIdOf = ({ tickets }: Order, seatId: string): string =>
  tickets.find(({ seat }) => seat.id === seatId)?.id ?? '';

interface TicketChoiceProps {
  readonly order: Order;
  /** Ids of tickets. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Some of the tickets of an order. */
export function TicketChoice({ order, chosen, onChange }: TicketChoiceProps) {
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return (
    <ul className="order-return-tickets">
      {order.items.map(({ seat }) => {
        const id = ticketIdOf(order, seat.id);
        return (
          <li key={seat.id}>
            <label>
              <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} />
              <span aria-hidden="true">{seat.label}</span>
              <span className="visually-hidden">{seat.description}</span>
            </label>
          </li>
        );
      })}
    </ul>
  );
}
