import type { Session } from '../../api/session';

const KEY = 'frontrow.door';

/** A device that is paired with one gate of one show. Its token may scan for this show, and is used by this page alone. */
export interface Device {
  readonly id: string;
  readonly token: string;
  readonly gateId: string;
  readonly showId: string;
}

export function readDevice(): Device | null {
  try {
    // Written by `keepDevice` alone.
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Device | null;
  } catch {
    return null;
  }
}

export function keepDevice(device: Device): void {
  localStorage.setItem(KEY, JSON.stringify(device));
}

export function forgetDevice(): void {
  localStorage.removeItem(KEY);
}

/** The session of a device for `openApi`; the gate decides what a refused token means. */
export function sessionOf(device: Device | null): Session {
  return {
    token: device?.token ?? null,
    ensure: () => (device ? Promise.resolve(device.token) : Promise.reject(new Error('The device is not paired'))),
    forget: () => undefined,
  };
}
