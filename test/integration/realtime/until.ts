import { setImmediate as turn } from 'node:timers/promises';

/** Waits for a condition by asking again at each turn of the event loop; jest's own limit ends a vain wait. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await turn();
}
