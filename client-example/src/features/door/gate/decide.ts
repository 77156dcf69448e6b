import type { Answer, Direction, TicketFacts } from './answer';
import { fromBase64Url } from './base64';
import type { Bundle } from './bundle';
import type { DoorSeats } from './door-seats';
import { verifyEd25519 } from './ed25519';
import { parseTicketCode, type TicketCode } from './ticket-code';

/** Visitors may be let in so long before the doors open, by the service's rule. */
const EARLY_MS = 3_600_000;

export interface DecideContext {
  readonly bundle: Bundle;
  readonly seats: DoorSeats;
  /** By the service's clock. */
  readonly nowMs: number;
  readonly factsOf: (seatNo: number) => TicketFacts | null;
}

export interface Decision {
  readonly answer: Answer;
  /** The verified code; null where it is no ticket of this show. */
  readonly code: TicketCode | null;
}

/**
 * RECIPE "verify a ticket offline". Decides as the service would, with what this gate knows. First the signature: until
 * it is verified, nothing of the code is believed, not even which show it names.
 */
export async function decide(text: string, direction: Direction, context: DecideContext): Promise<Decision> {
  const { bundle, seats, nowMs, factsOf } = context;
  const code = parseTicketCode(text);
  const key = bundle.keys.find(({ kid }) => kid === code?.kid);
  const publicKey = key ? fromBase64Url(key.x) : null;
  if (code === null || publicKey === null || !(await verifyEd25519(publicKey, code.signed, code.signature))) {
    return { answer: { kind: 'notATicket', ticket: null }, code: null };
  }
  if (code.showCode !== bundle.showCode) {
    return { answer: { kind: 'wrongShow', ticket: null, showName: null }, code: null };
  }
  const { seatNo, generation } = code;
  const ticket = factsOf(seatNo);
  const answer = (): Answer => {
    if (code.expiresAtMs <= nowMs) return { kind: 'expired', ticket };
    if (bundle.isCancelled || seats.isRevoked(seatNo, generation)) return { kind: 'revoked', ticket, message: null };
    const { doorsAt } = bundle.show;
    if (nowMs < Date.parse(doorsAt) - EARLY_MS) return { kind: 'tooEarly', ticket, doorsAt };
    const isInside = seats.isInside(seatNo);
    if (direction === 'IN' && isInside) {
      const own = seats.ownScan(seatNo);
      return { kind: 'alreadyScanned', ticket, scannedAt: own?.scannedAt ?? null, gateId: own?.gateId ?? null };
    }
    if (direction === 'OUT' && !isInside) return { kind: 'notInside', ticket };
    return { kind: 'accepted', ticket };
  };
  seats.noteGeneration(seatNo, generation);
  return { answer: answer(), code };
}
