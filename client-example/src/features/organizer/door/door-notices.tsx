import { useMessages } from '../../../messages/use-messages';
import type { DoorOfShow } from './operations';

const SHOWN_MAX = 20;

/** Alarms, and visitors who were let in without the network and should not have been. */
export function DoorNotices({ door: { doorAlarms, doorConflicts } }: { readonly door: DoorOfShow }) {
  const { t, hour } = useMessages();
  if (doorAlarms.length === 0 && doorConflicts.length === 0) return null;
  return (
    <ul className="door-notices">
      {doorAlarms.slice(0, SHOWN_MAX).map(({ id, message, raisedAt }) => (
        <li key={id} className="notice notice-bad">
          <time dateTime={raisedAt}>{hour(raisedAt)}</time> · {message}
        </li>
      ))}
      {doorConflicts.slice(0, SHOWN_MAX).map(({ id, reason, holderName, foundAt, seat }) => (
        <li key={id} className="notice notice-warn">
          <time dateTime={foundAt}>{hour(foundAt)}</time> · {t(`organizer.door.conflict.${reason}`)} · {seat.label}
          {holderName !== null && ` · ${holderName}`}
        </li>
      ))}
    </ul>
  );
}
