import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FieldNode } from 'graphql';

/** Points of work in one turn of the event loop: some milliseconds. */
const TURN_POINTS_MAX = 1000;

/** What one item of a list costs while the list is completed, by the node of the list's field. */
export type PointsOfItem = (node: FieldNode) => number;

/**
 * Divides the work of one operation among several turns of the event loop, so that other operations run in between.
 * graphql-js completes a list of objects in one piece: a thousand seats with twenty fields each would take the processor
 * for a tenth of a second.
 */
export class Turns {
  private points = 0;
  private turn: Promise<void> | null = null;
  private isOver = false;

  constructor(private readonly pointsOfItem: PointsOfItem) {}

  /**
   * Null if so much work may be done now; else the turn in which it may.
   *
   * @throws if the operation is over, at once or in that turn
   */
  take(points: number): Promise<void> | null {
    this.requireRunning();
    this.points += points;
    if (this.points > TURN_POINTS_MAX) {
      this.points = points;
      const before = this.turn ?? Promise.resolve();
      this.turn = before.then(async () => {
        await nextTurn();
        this.requireRunning();
      });
      // Whoever waits for it sees the error; nobody may.
      this.turn.catch(() => undefined);
    }
    return this.turn;
  }

  /** The items of a list; those for which there is no room in this turn become promises. */
  spread(items: readonly unknown[], node: FieldNode): readonly unknown[] {
    const points = this.pointsOfItem(node);
    return items.map((item) => {
      const turn = this.take(points);
      return turn === null ? item : turn.then(() => item);
    });
  }

  /**
   * The answer is complete, or nobody waits for it any more. Where a field has failed, graphql-js answers at once, and what
   * it has begun of the other fields goes on: that work is abandoned here.
   */
  end(): void {
    this.isOver = true;
  }

  private requireRunning(): void {
    if (this.isOver) throw new Error('The operation is over, so the rest of its work is abandoned');
  }
}
