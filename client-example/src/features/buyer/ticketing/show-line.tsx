import { useMessages } from '../../../messages/use-messages';

interface ShowLineProps {
  readonly show: {
    readonly startsAt: string;
    readonly event: { readonly name: string };
    readonly venue: { readonly name: string; readonly city: string; readonly timeZone: string };
  };
}

/** What, when and where, in three lines. */
export function ShowLine({ show: { startsAt, event, venue } }: ShowLineProps) {
  const { dayAndTime } = useMessages();
  return (
    <div className="show-line">
      <p className="show-line-name">{event.name}</p>
      <p>
        <time dateTime={startsAt}>{dayAndTime(startsAt, venue.timeZone)}</time>
      </p>
      <p className="muted">
        {venue.name}, {venue.city}
      </p>
    </div>
  );
}
