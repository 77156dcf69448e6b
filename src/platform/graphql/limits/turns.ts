import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FieldNode } from 'graphql';

/** Points of work in one turn of the event loop: some milliseconds. */
const TURN_POINTS_MAX = 1500;

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

  /** Null if so much work may be done now; else the turn in which it may. */
  take(points: number): Promise<void> | null {
    this.points += points;
    if (this.points > TURN_POINTS_MAX && !this.isOver) {
      this.points = points;
      const before = this.turn;
      this.turn = before === null ? nextTurn() : before.then(() => nextTurn());
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

  /** Nobody waits for the answer any more, or it is complete. */
  end(): void {
    this.isOver = true;
  }
}
