import { type Changes, checked } from './seat-copy';

/** The content of one frame of `seatStatusChanged`, decoded once for all who receive the same bytes. */
export type DecodedFrame =
  | { readonly kind: 'ack' }
  | {
      readonly kind: 'changed';
      readonly revision: string;
      readonly resyncRequired: boolean;
      readonly changes: Changes;
      /** When the first of the seats that are newly held was asked for, on the clock of all threads; 0 for unknown. */
      readonly askedAtMs: number;
    }
  | { readonly kind: 'ended'; readonly because: string };

interface SeatMessage {
  readonly type: string;
  readonly payload?: {
    readonly data?: {
      readonly seatStatusChanged: {
        readonly revision: string;
        readonly resyncRequired: boolean;
        readonly changes: readonly { readonly index: number; readonly status: string; readonly version: number }[];
      };
    } | null;
  };
}

const KNOWN_MAX = 512;
/** The revision begins after so many letters, which makes it a good name for a drawer. */
const NAME_FROM = 76;
const NAME_TO = 104;

/**
 * Decodes frames and remembers the last few: all watchers of a show get the same bytes, and to compare bytes costs a
 * hundredth of parsing them. What a frame says is never guessed; bytes that are not equal are parsed.
 */
export class FrameDecoder {
  private readonly known = new Map<string, { readonly bytes: Buffer; readonly decoded: DecodedFrame }>();

  /** For each seat the version that came of being asked for, and when that was. */
  private readonly heldVersions: Uint16Array;
  private readonly heldAskedAtMs: Float64Array;

  /** @param askedAtMs for each seat when it was asked for, on the clock of all threads; taken out as its decoded come */
  constructor(private readonly askedAtMs: Float64Array) {
    this.heldVersions = new Uint16Array(askedAtMs.length);
    this.heldAskedAtMs = new Float64Array(askedAtMs.length);
  }

  decode(frame: Buffer): DecodedFrame {
    const name = frame.toString('latin1', NAME_FROM, NAME_TO);
    const same = this.known.get(name);
    if (same?.bytes.equals(frame)) return same.decoded;
    const decoded = this.parse(frame);
    // Its own copy: a part of what a socket read would keep the whole of it in memory.
    this.known.set(name, { bytes: Buffer.from(frame), decoded });
    if (this.known.size > KNOWN_MAX) {
      const [oldest] = this.known.keys();
      if (oldest !== undefined) this.known.delete(oldest);
    }
    return decoded;
  }

  /** A seat is also held again after a declined payment, which nobody asked for. */
  private askedFor(seat: number, version: number): number {
    const asked = this.askedAtMs[seat] ?? 0;
    if (asked > 0) {
      this.askedAtMs[seat] = 0;
      this.heldVersions[seat] = version;
      this.heldAskedAtMs[seat] = asked;
    }
    return this.heldVersions[seat] === version ? (this.heldAskedAtMs[seat] ?? 0) : 0;
  }

  /** A hold that was joined with what came of it is told by nobody. */
  private notAskedFor(seat: number): 0 {
    this.askedAtMs[seat] = 0;
    return 0;
  }

  private parse(frame: Buffer): DecodedFrame {
    // The protocol and our own document say that it is this.
    const { type, payload } = JSON.parse(frame.toString()) as SeatMessage;
    if (type === 'connection_ack') return { kind: 'ack' };
    const changed = payload?.data?.seatStatusChanged;
    if (type !== 'next' || changed === undefined) return { kind: 'ended', because: frame.toString('utf8', 0, 300) };
    const { revision, resyncRequired, changes } = changed;
    // What these watchers were not told must not count as late when the seat is asked for again.
    if (resyncRequired) this.askedAtMs.fill(0);
    let askedAtMs = 0;
    for (const { index, status, version } of changes) {
      const asked = status === 'HELD' ? this.askedFor(index, version) : this.notAskedFor(index);
      if (asked > 0 && (askedAtMs === 0 || asked < askedAtMs)) askedAtMs = asked;
    }
    return {
      kind: 'changed',
      revision,
      resyncRequired,
      askedAtMs,
      changes: {
        seats: Uint32Array.from(changes, ({ index }) => index),
        letters: Uint8Array.from(changes, ({ status }) => status.charCodeAt(0)),
        versions: Uint16Array.from(changes, ({ version }) => checked(version)),
      },
    };
  }
}

/** A clock that all threads of this process share, in milliseconds. */
export const sharedNow = (): number => performance.timeOrigin + performance.now();
