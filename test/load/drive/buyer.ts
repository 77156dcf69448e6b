import { pause } from '../../../src/dev/payment-provider/faults';
import type { BuyerActions, Payment } from './buyer-actions';
import { chooseSeats, type Look, type Taste } from './choosers';
import { around, pick, type Random, type Weights } from './random';

/** What kind of people come. */
export interface Habits {
  readonly party: Weights<string>;
  readonly tastes: Weights<Taste>;
  readonly payments: Weights<Payment>;
  /** The mean time for choosing seats, and again for paying. */
  readonly thinkSeconds: number;
  /** Part of the buyers with a hold who give it up; and who go away without a word. */
  readonly abandonShare: number;
  readonly vanishShare: number;
  /** How often somebody tries who was too slow, or whose card was declined. */
  readonly triesMax: number;
}

export interface VisitContext {
  readonly actor: BuyerActions;
  readonly habits: Habits;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Passes the waiting room where there is one; false for who did not get in. */
  readonly enter: (actor: BuyerActions, dueMs: number) => Promise<boolean>;
  /** The map that this buyer looks at. */
  readonly openMap: () => Promise<{ readonly look: Look; readonly close: () => void }>;
}

/** Why a buyer left, in words for the summary. */
export type Leaving =
  | 'bought'
  | 'no session'
  | 'not admitted'
  | 'nothing left'
  | 'too slow too often'
  | 'gave it up'
  | 'vanished'
  | 'could not pay'
  | 'refused'
  | 'run ended';

/** A buyer's visit, from coming to leaving. */
export async function visit(context: VisitContext, dueMs: number): Promise<Leaving> {
  const { actor, signal, enter, openMap } = context;
  if (!(await actor.arrive(dueMs))) return 'no session';
  if (!(await enter(actor, performance.now()))) return signal.aborted ? 'run ended' : 'not admitted';
  const { look, close } = await openMap();
  try {
    const without = await takeSeats(context, look);
    return without ?? (await payOrLeave(context));
  } finally {
    close();
  }
}

/** Null once the buyer holds seats. */
async function takeSeats({ actor, habits, random, signal }: VisitContext, look: Look): Promise<Leaving | null> {
  const party = Number(pick(random, habits.party));
  const taste = pick(random, habits.tastes);
  for (let tries = 0; tries < habits.triesMax; tries += 1) {
    const dueMs = await think({ habits, random, signal });
    if (signal.aborted) return 'run ended';
    const seats = chooseSeats(taste, look, party, random);
    if (seats.length === 0) return 'nothing left';
    const outcome = await actor.hold(seats, dueMs);
    if (outcome === 'held') return null;
    if (outcome !== 'taken') return 'refused';
  }
  return 'too slow too often';
}

async function payOrLeave({ actor, habits, random, signal }: VisitContext): Promise<Leaving> {
  for (let tries = 0; tries < habits.triesMax; tries += 1) {
    const dueMs = await think({ habits, random, signal });
    const mood = random();
    if (signal.aborted || (tries === 0 && mood < habits.abandonShare)) {
      await actor.release(signal.aborted ? performance.now() : dueMs);
      return signal.aborted ? 'run ended' : 'gave it up';
    }
    if (tries === 0 && mood < habits.abandonShare + habits.vanishShare) return 'vanished';
    // Whose card was declined takes another one.
    const payment = tries === 0 ? pick(random, habits.payments) : 'card';
    const outcome = await actor.pay(payment, dueMs);
    if (outcome === 'confirmed') return 'bought';
    if (outcome !== 'declined') return 'could not pay';
  }
  await actor.release(performance.now());
  return 'could not pay';
}

/** Takes the time that a person takes, and returns when it was over. */
async function think({ habits, random, signal }: Pick<VisitContext, 'habits' | 'random' | 'signal'>): Promise<number> {
  const dueMs = performance.now() + around(random, habits.thinkSeconds) * 1000;
  await pause(dueMs - performance.now(), signal);
  return dueMs;
}
