import {
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { networkOf } from '../../http/network-of';
import { deferLongLists, putLongLists } from '../bulk-list-serializer';
import type { RequestContext } from '../context';
import { checkArguments, checkShape, coerceVariables } from './check-input';
import { documentLimits, tooMuch } from './document-limits';
import { HeavyOperations, isHeavy } from './heavy-operations';
import { type Estimate, estimate, measure, pointsOfItem } from './operation-cost';
import { type PlannedField, planOperation } from './operation-plan';
import type { RateLimits } from './rate-limits';
import { type PointsOfItem, Turns } from './turns';
import type { Admitted } from './work-budget';

/** An operation of a document that is valid. */
export interface RequestedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As they were sent. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** `extensions.cost` of an answer, in points. */
export interface OperationCost {
  readonly requested: number;
  readonly actual: number;
  /** Of the client's address; null without limits. */
  readonly left: number | null;
}

const PLANS_PER_DOCUMENT_MAX = 20;
const NOTHING_TO_RELEASE = (): void => undefined;

/**
 * What an operation passes before it runs, over HTTP and WebSocket alike: the bounds of its input, the estimate of its
 * cost, the rate limits, and its turn if it is heavy. After it ran, its cost is measured by the answer.
 */
export class OperationGuard {
  private readonly plans = new WeakMap<DocumentNode, Map<string, readonly PlannedField[]>>();
  private readonly heavy = new HeavyOperations();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly rateLimits: RateLimits,
    /** Awaited after each mutation, before its answer leaves. */
    private readonly mutated: (context: RequestContext) => Promise<void> = async () => undefined,
  ) {}

  /** The reasons why the operation must not run; empty if it may. */
  async admit(requested: RequestedOperation, context: RequestContext): Promise<readonly GraphQLError[]> {
    const { operation, variables } = requested;
    const misshapen = checkShape(variables);
    if (misshapen !== null) return [misshapen];
    const result = coerceVariables(this.schema, operation, variables);
    if ('errors' in result) return result.errors;
    const { coerced } = result;
    const kind = operation.operation;
    let plan: readonly PlannedField[];
    let estimated: Estimate;
    try {
      plan = this.planOf(requested, coerced);
      estimated = estimate(plan, kind, coerced);
      const refusal = checkArguments(plan, coerced) ?? costRefusal(estimated);
      if (refusal !== null) return [refusal];
    } catch (error) {
      // Too many fields, or an argument that does not fit its type: what cannot be counted does not run.
      if (error instanceof GraphQLError) return [asRefusal(error)];
      throw error;
    }
    const { points } = estimated;
    const refusal =
      (await this.rateLimits.refusal(context, kind === 'mutation' ? plan.map(({ field }) => field.name) : [])) ??
      (await this.rateLimits.costRefusal(context, points));
    if (refusal !== null) return [refusal];
    let release = NOTHING_TO_RELEASE;
    if (isHeavy(points)) {
      const entered = await this.heavy.enter(networkOf(context.clientAddress));
      if (entered instanceof GraphQLError) return [entered];
      release = entered;
      context.budget.turns = new Turns(itemCosts(plan));
    }
    deferLongLists(context);
    // On the budget, since Apollo hands shallow copies of the context to its plugins and resolvers.
    context.budget.admitted = { plan, kind, requested: points, actual: points, release };
    return [];
  }

  /** Completes an answer before it is serialized: its long lists, and `extensions.cost`. */
  async complete<Result extends ExecutionResult>(result: Result, context: RequestContext): Promise<Result> {
    const { admitted } = context.budget;
    putLongLists(result, context);
    if (admitted === null) return result;
    if (admitted.kind === 'mutation') await this.mutated(context);
    admitted.actual = measure(admitted.plan, admitted.kind, result.data);
    const cost = await this.settle(admitted, context);
    return { ...result, extensions: { ...result.extensions, cost } };
  }

  /** Gives back what an operation cost less than was estimated. */
  async settle({ requested, actual }: Admitted, context: RequestContext): Promise<OperationCost> {
    return { requested, actual, left: await this.rateLimits.settleCost(context, requested - actual) };
  }

  /** Called when the answer is written, or will not be. */
  release({ budget }: RequestContext): void {
    budget.turns?.end();
    budget.admitted?.release();
  }

  private planOf(
    { document, operation, variables: given }: RequestedOperation,
    variables: Readonly<Record<string, unknown>>,
  ): readonly PlannedField[] {
    const plans = this.plans.get(document) ?? new Map<string, readonly PlannedField[]>();
    this.plans.set(document, plans);
    const key = `${operation.name?.value ?? ''} ${booleansOf(operation, given)}`;
    const known = plans.get(key);
    if (known !== undefined) return known;
    const plan = planOperation(this.schema, document, operation, variables);
    if (plans.size < PLANS_PER_DOCUMENT_MAX) plans.set(key, plan);
    return plan;
  }
}

/** By the node that graphql-js hands to the resolver of a list. */
function itemCosts(plan: readonly PlannedField[]): PointsOfItem {
  const costs = new Map<FieldNode, number>();
  const note = (fields: readonly PlannedField[]): void => {
    for (const planned of fields) {
      if (planned.isList) costs.set(planned.node, Math.max(costs.get(planned.node) ?? 0, pointsOfItem(planned)));
      note(planned.children);
    }
  };
  note(plan);
  return (node) => costs.get(node) ?? 1;
}

/** `@include` and `@skip` depend on these alone. */
const booleansOf = (
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
) =>
  variableDefinitions
    .filter(({ type }) => (type.kind === Kind.NON_NULL_TYPE ? type.type : type).kind === Kind.NAMED_TYPE)
    .map(({ variable }) => variables[variable.name.value])
    .map((value) => (typeof value === 'boolean' ? String(value) : ''))
    .join();

function costRefusal({ points, statements }: Estimate): GraphQLError | null {
  const { costMax, statementsMax } = documentLimits;
  if (statements > statementsMax) {
    return tooMuch(
      `The operation needs ${statements} statements in the database by estimate; at most ${statementsMax} are allowed. Ask for fewer objects, or in several pages.`,
    );
  }
  if (points <= costMax) return null;
  return tooMuch(
    `The operation costs ${points} points by estimate; at most ${costMax} are allowed. Fields, statements, seats and bytes count, each multiplied by the "first" of the lists that contain it: request fewer, or read several pages.`,
  );
}

/** Errors of the GraphQL library about arguments have no code. */
const asRefusal = ({ message, extensions }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', ...extensions } });
