import type { ResponsePath } from 'graphql';
import { badUserInput } from '../errors';
import { documentLimits } from './document-limits';
import type { FieldWork } from './field-limits';
import { pointsOfWork } from './operation-cost';
import type { PlannedField } from './operation-plan';
import type { Turns } from './turns';

/** An operation that may run. */
export interface Admitted {
  readonly plan: readonly PlannedField[];
  readonly kind: string;
  /** Points by the estimate. */
  readonly requested: number;
  /** Points by the answer, where there is one. */
  actual: number;
  release: () => void;
}

/** Whether a value is still what it was. May wait for what has been published until now. */
export type StillTrue = () => boolean | Promise<boolean>;

/** A list that is put into the answer when the execution is over. */
export interface LongList {
  readonly path: ResponsePath;
  readonly numbers: readonly number[];
}

/**
 * The work that one operation may cause while it runs. The estimate of the document assumes how long lists are; a
 * resolver that is about to read or build much reports it here first, so that the operation ends before that is done.
 */
export class WorkBudget {
  /** Divides the work of a large operation; null where the operation is small. */
  turns: Turns | null = null;
  /** Null before the guard has admitted the operation, and where it did not. */
  admitted: Admitted | null = null;
  /** Those still to be added to the answer; null where lists are completed item by item. */
  longLists: LongList[] | null = null;
  /** What must hold for the answer to be true, as its resolvers said. */
  readonly conditions: StillTrue[] = [];
  private points = 0;
  private bytes = 0;

  /** To be awaited before work in memory that takes a while: a large operation leaves the turn to others in between. */
  nextTurn(work: FieldWork): Promise<void> | null {
    return this.turns?.take(pointsOfWork(work)) ?? null;
  }

  /** Says how long a value that a resolver has read stays true: then the answer to an equal query can be sent again. */
  keepWhile(isStillTrue: StillTrue): void {
    this.conditions.push(isStillTrue);
  }

  /** @throws BAD_USER_INPUT if the operation would do more than one operation may */
  spend(work: FieldWork): void {
    this.points += pointsOfWork(work);
    this.bytes += work.bytes ?? 0;
    if (this.bytes > documentLimits.answerBytesMax) {
      throw badUserInput(
        `The answer would be larger than ${documentLimits.answerBytesMax} bytes. Ask for fewer shows or shorter pages.`,
      );
    }
    if (this.points > documentLimits.runningCostMax) {
      throw badUserInput('The operation reads too much. Ask for fewer objects, or in several pages.');
    }
  }
}
