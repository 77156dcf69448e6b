/** What happens in shows, as payloads and the table name it. `docs/webhooks.md` says when each is written. */
export const eventTypes = [
  'order.confirmed',
  'order.cancelled',
  'order.refunded',
  'refund.failed',
  'ticket.issued',
  'ticket.scanned',
  'ticket.revoked',
  'show.on_sale',
  'show.sold_out',
  'show.paused',
  'show.cancelled',
  'seats.blocked',
] as const;
export type EventType = (typeof eventTypes)[number];

/** The same as a value of a GraphQL enum: `order.confirmed` is `ORDER_CONFIRMED`. */
export type EventTypeName = EventType extends infer Type
  ? Type extends `${infer Subject}.${infer Change}`
    ? `${Uppercase<Subject>}_${Uppercase<Change>}`
    : never
  : never;

// The type above says what the expression makes.
export const nameOfType = (type: EventType): EventTypeName => type.replace('.', '_').toUpperCase() as EventTypeName;

const typesByName = new Map<string, EventType>(eventTypes.map((type) => [nameOfType(type), type]));

export function typeOfName(name: EventTypeName): EventType {
  const type = typesByName.get(name);
  if (type === undefined) throw new Error(`There is no type of event called ${name}`);
  return type;
}
