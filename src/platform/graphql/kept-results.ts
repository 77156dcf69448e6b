import type { DocumentNode, ExecutionResult, OperationDefinitionNode } from 'graphql';
import { Extensions } from 'type-graphql';
import { BoundedMap } from '../bounded-map';
import { SharedBeginning } from '../http/shared-beginning';
import { andThen, type MaybePromise } from '../maybe-promise';
import type { PlannedField } from './limits/operation-plan';
import type { StillTrue } from './limits/work-budget';
import { isPlain } from './schema/plain-fields';

/** A few forms of the shows that a crowd asks for. */
const RESULTS_MAX = 64;
/** Of JSON. What is compressed comes to it, and takes less. */
const BYTES_MAX = 32_000_000;
const VARIABLES_LENGTH_MAX = 500;

/**
 * Declares that a field's value for one object and its arguments is the same for every caller, and does not change while
 * what the operation's resolvers gave to `budget.keepWhile` holds. An operation of such fields alone is executed once.
 */
export const Kept = () => Extensions({ isKept: true });

/**
 * Declares that a field's value may be shown to any anonymous caller for a moment longer, where the operator allows it
 * (`ANSWERS_KEPT_MS`). Plain properties of what such a field returns need no mark.
 */
export const KeptForAMoment = () => Extensions({ isKeptForAMoment: true });

export interface KeptResult {
  readonly data: SharedBeginning;
  /** What the operation cost, in points. */
  readonly cost: number;
  readonly conditions: readonly StillTrue[];
}

interface Operation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Results of equal queries as bytes, which are sent again while they are true. */
export class KeptResults {
  private readonly results = new BoundedMap<KeptResult>(BYTES_MAX, RESULTS_MAX);
  private readonly numbers = new WeakMap<OperationDefinitionNode, number>();
  private operations = 0;

  /** Null where there is none that is still true. */
  find(asked: Operation): MaybePromise<KeptResult | null> {
    if (this.results.size === 0) return null;
    const key = this.keyOf(asked);
    const kept = key === null ? undefined : this.results.get(key);
    if (key === null || kept === undefined) return null;
    return andThen(areTrue(kept.conditions), (isTrue) => {
      if (isTrue) return kept;
      // Another may have replaced it meanwhile.
      if (this.results.get(key) === kept) this.results.delete(key);
      return null;
    });
  }

  /** Keeps a result, for this answer and the next who ask the same. Null where it cannot be kept. */
  keep(
    asked: Operation,
    { errors, data }: ExecutionResult,
    { cost, conditions }: Pick<KeptResult, 'cost' | 'conditions'>,
  ): KeptResult | null {
    const key = this.keyOf(asked);
    if (key === null || errors !== undefined || data == null) return null;
    const kept = { data: new SharedBeginning(`{"data":${JSON.stringify(data)}`), cost, conditions };
    this.results.set(key, kept, kept.data.byteLength);
    return kept;
  }

  /** Null for what is never kept. */
  private keyOf({ operation, variables }: Operation): string | null {
    if (operation.operation !== 'query') return null;
    const values = JSON.stringify(variables);
    if (values.length > VARIABLES_LENGTH_MAX) return null;
    let number = this.numbers.get(operation);
    if (number === undefined) {
      number = this.operations++;
      this.numbers.set(operation, number);
    }
    return `${number} ${values}`;
  }
}

/** One after the other, as long as they hold. */
function areTrue(conditions: readonly StillTrue[], from = 0): MaybePromise<boolean> {
  const isStillTrue = conditions[from];
  if (isStillTrue === undefined) return true;
  return andThen(isStillTrue(), (isTrue) => isTrue && areTrue(conditions, from + 1));
}

/** Whether the data is that of an operation which is the same for all as long as its conditions hold. */
export function staysWhileTrue(plan: readonly PlannedField[], data: ExecutionResult['data']): boolean {
  const isKept = ({ field, children }: PlannedField): boolean =>
    field.extensions.isKept === true && children.every(isKept);
  // Nothing says when what is missing will be there.
  return data != null && Object.values(data).every((value) => value !== null) && plan.every(isKept);
}

/** Whether an anonymous caller may see the data of such an operation for a moment longer. */
export function mayStayForAMoment(plan: readonly PlannedField[]): boolean {
  const mayStay = ({ field, children }: PlannedField): boolean =>
    (field.extensions.isKeptForAMoment === true || isPlain(field)) && children.every(mayStay);
  return plan.every(({ field }) => field.extensions.isKeptForAMoment === true) && plan.every(mayStay);
}
