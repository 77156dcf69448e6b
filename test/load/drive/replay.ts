import type { BuyerActions } from './buyer-actions';
import type { Scenario, TimedAction } from './scenario';
import { keepTo } from './schedule';

/**
 * Does what a scenario says, each action at its time. A buyer does one thing after the other: an action waits for the
 * one before it, and counts from when it was due. What has become impossible, such as paying where the hold was refused
 * this time, is left out.
 */
export async function replay(
  { actions }: Scenario,
  makeBuyer: (buyer: number) => BuyerActions,
  signal: AbortSignal,
): Promise<void> {
  const ordered = actions.toSorted((a, b) => a.atMs - b.atMs);
  const buyers = new Map<number, { readonly actor: BuyerActions; last: Promise<void> }>();
  let at = 0;
  const begin = (dueMs: number) => {
    const action = ordered[at];
    at += 1;
    if (action === undefined) return;
    let buyer = buyers.get(action.buyer);
    if (buyer === undefined) {
      buyer = { actor: makeBuyer(action.buyer), last: Promise.resolve() };
      buyers.set(action.buyer, buyer);
    }
    const { actor, last } = buyer;
    buyer.last = last.then(() => (signal.aborted ? undefined : act(actor, action, dueMs)));
  };
  await keepTo(
    ordered.map(({ atMs }) => atMs),
    begin,
    signal,
  );
  await Promise.all([...buyers.values()].map(({ last }) => last));
}

async function act(actor: BuyerActions, action: TimedAction, dueMs: number): Promise<void> {
  if (action.do === 'arrive') await actor.arrive(dueMs);
  else if (actor.token === null) return;
  else if (action.do === 'hold') await actor.hold(action.seats, dueMs);
  else if (!actor.holds) return;
  else if (action.do === 'pay') await actor.pay(action.with, dueMs);
  else await actor.release(dueMs);
}
