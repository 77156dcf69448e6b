import { useEffect, useState, useSyncExternalStore } from 'react';
import { openApi } from '../../api/api';
import { type Device, sessionOf } from './device';
import { doorServer, type SearchTickets, searchTickets } from './door-server';
import { Gate } from './gate/gate';
import { IndexedDbStore } from './gate/indexed-db-store';
import { SeatNames } from './seat-names';
import { seenNotices } from './seen-notices';

/** Gates must hear of a conflict soon after the network is back. */
const RECONNECT_MS_MAX = 2000;

export interface OpenGate {
  readonly gate: Gate;
  readonly search: SearchTickets;
}

/**
 * The gate of this device, open as long as the page. Only one tab has it: two would decide alone about the same ticket.
 * Null while another tab has it.
 */
export function useGate(device: Device): OpenGate | null {
  const [open, setOpen] = useState<OpenGate | null>(null);
  useEffect(() => {
    const ending = new AbortController();
    withLock(ending.signal, () => {
      const made = makeGate(device);
      const { gate } = made;
      const online = () => gate.networkChanged(true);
      const offline = () => gate.networkChanged(false);
      addEventListener('online', online, { signal: ending.signal });
      addEventListener('offline', offline, { signal: ending.signal });
      ending.signal.addEventListener('abort', () => gate.close());
      void gate.open();
      setOpen(made);
    });
    return () => {
      ending.abort();
      setOpen(null);
    };
  }, [device]);
  useSyncExternalStore(open ? open.gate.subscribe : never, () => open?.gate.tick ?? 0);
  return open;
}

const never = () => () => undefined;

function makeGate(device: Device): OpenGate {
  const { showId, gateId, id: deviceId } = device;
  const api = openApi({ session: sessionOf(device), reconnectMsMax: RECONNECT_MS_MAX });
  const store = new IndexedDbStore();
  const names = new SeatNames(api, store);
  const gate: Gate = new Gate({
    ...{ showId, gateId, deviceId, store },
    server: doorServer(api, showId),
    seen: seenNotices,
    factsOf: (seatNo) => names.factsOf(seatNo),
    // Tests on a machine that has other work wait longer for an answer.
    times: localStorage.getItem('frontrowTest') === 'on' ? { answer: 15_000 } : {},
  });
  gate.subscribe(() => {
    if (gate.memory.bundle) void names.learn(gate.memory.bundle);
  });
  return { gate, search: searchTickets(api, showId) };
}

/** The lock of the browser holds across tabs, until the page or the signal ends it. */
function withLock(signal: AbortSignal, work: () => void): void {
  if (!navigator.locks) {
    work();
    return;
  }
  const hold = () =>
    new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve());
      work();
    });
  // Rejects where the signal comes before the lock.
  navigator.locks.request('frontrow.door', { signal }, hold).catch(() => undefined);
}
