import { Settings } from '../../../app/settings';
import { useMessages } from '../../../messages/use-messages';
import type { Gate } from '../gate/gate';

const CLOCK_MINUTES_MIN = 2;

/** Which gate of which show this is, and whether it is online; loud where it is not. */
export function GateBar({ gate, gateId }: { readonly gate: Gate; readonly gateId: string }) {
  const { t, dayAndTime } = useMessages();
  const { mode, memory } = gate;
  const show = memory.bundle?.show;
  const isOnline = mode === 'online';
  const minutesOff = Math.round(Math.abs(memory.clock.offsetMs) / 60_000);
  return (
    <header className="door-bar">
      <div className="door-names">
        <h1>{t('door.gate', { gate: gateId })}</h1>
        {show && (
          <p className="muted">
            {show.event.name} · {dayAndTime(show.startsAt, show.venue.timeZone)}
          </p>
        )}
      </div>
      <p className={`door-mode door-mode-${mode}`} role="status">
        {t(mode === 'online' || mode === 'offline' ? `door.mode.${mode}` : 'door.mode.opening')}
      </p>
      <Settings />
      <div className="door-warnings" role="status">
        {mode === 'offline' && (
          <p className="notice notice-warn">
            <strong>{t(memory.bundle ? 'door.offline' : 'door.offlineEmpty')}</strong>
            {memory.queue.length > 0 && t('door.queued', { count: memory.queue.length })}
          </p>
        )}
        {minutesOff >= CLOCK_MINUTES_MIN && memory.bundle && (
          <p className="notice notice-warn">{t('door.clockOff', { count: minutesOff })}</p>
        )}
        {memory.isStorageFailing && !isOnline && <p className="notice notice-bad">{t('door.storageFailing')}</p>}
      </div>
    </header>
  );
}
