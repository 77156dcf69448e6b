import { useMessages } from '../../../messages/use-messages';
import type { ShowLineFields } from './show-line-fields';

/** What, when and where, in three lines. */
export function ShowLine({ show: { startsAt, event, venue } }: { readonly show: ShowLineFields }) {
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
