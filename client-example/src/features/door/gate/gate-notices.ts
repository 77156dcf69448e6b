import type { Answer, Scan } from './answer';
import type { Alarm, Conflict } from './gate-server';

/** What the staff must see, until they say that they have. */
export type Notice =
  | { readonly kind: 'conflict'; readonly id: string; readonly conflict: Conflict }
  | { readonly kind: 'alarm'; readonly id: string; readonly alarm: Alarm }
  /** Admitted without network, and refused by the service, which made no conflict of it. */
  | { readonly kind: 'refused'; readonly id: string; readonly scan: Scan; readonly answer: Answer };

/** The ids of notices that somebody has seen; they live longer than the page. */
export interface SeenNotices {
  read(): readonly string[];
  write(ids: readonly string[]): void;
}

const NOTICES_MAX = 200;

/** Each notice once, the newest first. */
export class Notices {
  list: readonly Notice[] = [];
  private readonly known: Set<string>;

  constructor(private readonly seen: SeenNotices) {
    this.known = new Set(seen.read());
  }

  /** Returns whether one of them was new. */
  add(conflicts: readonly Conflict[], alarms: readonly Alarm[]): boolean {
    const before = this.list;
    for (const conflict of conflicts) {
      this.put({ kind: 'conflict', id: conflict.id, conflict });
      // The same in the service's words.
      this.list = this.list.filter((notice) => notice.kind !== 'refused' || !isOf(conflict, notice.scan));
    }
    for (const alarm of alarms) this.put({ kind: 'alarm', id: alarm.id, alarm });
    return this.list.length !== before.length || this.list[0] !== before[0];
  }

  /**
   * Scans that were admitted here and refused there. For most the service has a conflict too; it has none where it had
   * already refused the scan, and its answer had not arrived.
   */
  addRefused(scans: readonly Scan[], answers: readonly Answer[]): void {
    scans.forEach((scan, index) => {
      const answer = answers[index];
      const isKnown = this.list.some((notice) => notice.kind === 'conflict' && isOf(notice.conflict, scan));
      if (answer && answer.kind !== 'accepted' && !isKnown) this.put({ kind: 'refused', id: scan.nonce, scan, answer });
    });
  }

  /** Somebody has seen it: it does not come again, also where the service sends it again. */
  dismiss(id: string): void {
    this.list = this.list.filter((notice) => notice.id !== id);
    this.seen.write([...this.seen.read(), id].slice(-NOTICES_MAX));
  }

  private put(notice: Notice): void {
    if (this.known.has(notice.id)) return;
    this.known.add(notice.id);
    this.list = [notice, ...this.list].slice(0, NOTICES_MAX);
  }
}

function isOf({ first, second }: Conflict, { deviceId, scannedAt }: Scan): boolean {
  return [first, second].some(
    (scan) => scan?.deviceId === deviceId && Date.parse(scan.scannedAt) === Date.parse(scannedAt),
  );
}
