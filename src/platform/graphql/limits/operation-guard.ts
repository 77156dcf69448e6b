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
import { andThen, type MaybePromise } from '../../maybe-promise';
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

/** What is known of an operation before it runs. */
interface Prepared {
  readonly plan: readonly PlannedField[];
  readonly estimated: Estimate;
}

/** What an operation was prepared for last. */
interface LastPrepared extends Prepared {
  readonly variables: RequestedOperation['variables'];
}

const PLANS_PER_DOCUMENT_MAX = 20;
/** Larger ones are not kept until the operation comes again. */
const VARIABLES_KEPT_MAX = 10;
const LETTERS_KEPT_MAX = 200;
const NOTHING_TO_RELEASE = (): void => undefined;
const NO_ERRORS: readonly GraphQLError[] = [];
const NO_MUTATIONS: readonly string[] = [];

/**
 * What an operation passes before it runs, over HTTP and WebSocket alike: the bounds of its input, the estimate of its
 * cost, the rate limits, and its turn if it is heavy. After it ran, its cost is measured by the answer.
 */
export class OperationGuard {
  private readonly plans = new WeakMap<DocumentNode, Map<string, readonly PlannedField[]>>();
  /** A crowd asks the same, with the same variables or none. */
  private readonly prepared = new WeakMap<OperationDefinitionNode, LastPrepared>();
  private readonly heavy = new HeavyOperations();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly rateLimits: RateLimits,
    /** Awaited after each mutation, before its answer leaves. */
    private readonly mutated: (context: RequestContext) => Promise<void> = async () => undefined,
  ) {}

  /** The reasons why the operation must not run; empty if it may. */
  admit(requested: RequestedOperation, context: RequestContext): MaybePromise<readonly GraphQLError[]> {
    const prepared = this.prepare(requested);
    if (!('plan' in prepared)) return prepared;
    const { plan, estimated } = prepared;
    const kind = requested.operation.operation;
    const mutations = kind === 'mutation' ? plan.map(({ field }) => field.name) : NO_MUTATIONS;
    const counted = andThen(
      this.rateLimits.refusal(context, mutations),
      (refusal) => refusal ?? this.rateLimits.costRefusal(context, estimated.points),
    );
    return andThen(counted, (refusal) => (refusal === null ? this.enter(prepared, kind, context) : [refusal]));
  }

  /** Completes an answer before it is serialized: its long lists, and `extensions.cost`. */
  complete<Result extends ExecutionResult>(result: Result, context: RequestContext): MaybePromise<Result> {
    return andThen(this.measure(result, context), (cost) =>
      cost === null ? result : { ...result, extensions: { ...result.extensions, cost } },
    );
  }

  /** Puts its long lists into the answer, and says what the operation has cost; null for one that was not admitted. */
  measure(result: ExecutionResult, context: RequestContext): MaybePromise<OperationCost | null> {
    const { admitted } = context.budget;
    putLongLists(result, context);
    if (admitted === null) return null;
    const settled = () => {
      admitted.actual = measure(admitted.plan, admitted.kind, result.data);
      return this.settle(admitted, context);
    };
    return admitted.kind === 'mutation' ? this.mutated(context).then(settled) : settled();
  }

  /** Gives back what an operation cost less than was estimated. */
  settle({ requested, actual }: Admitted, context: RequestContext): MaybePromise<OperationCost> {
    return andThen(this.rateLimits.settleCost(context, requested - actual), (left) => ({ requested, actual, left }));
  }

  /** Called when the answer is written, or will not be. */
  release({ budget }: RequestContext): void {
    budget.turns?.end();
    budget.admitted?.release();
  }

  /** Checks the input and estimates the cost, or says why the operation is refused. */
  private prepare(requested: RequestedOperation): Prepared | readonly GraphQLError[] {
    const { operation, variables } = requested;
    const last = this.prepared.get(operation);
    if (last !== undefined && areSame(last.variables, variables)) return last;
    const misshapen = checkShape(variables);
    if (misshapen !== null) return [misshapen];
    const result = coerceVariables(this.schema, operation, variables);
    if ('errors' in result) return result.errors;
    const { coerced } = result;
    try {
      const plan = this.planOf(requested, coerced);
      const estimated = estimate(plan, operation.operation, coerced);
      const refusal = checkArguments(plan, coerced) ?? costRefusal(estimated);
      if (refusal !== null) return [refusal];
      const prepared = { plan, estimated, variables };
      if (operation.operation === 'query' && areFewAndShort(variables)) this.prepared.set(operation, prepared);
      return prepared;
    } catch (error) {
      // Too many fields, or an argument that does not fit its type: what cannot be counted does not run.
      if (error instanceof GraphQLError) return [asRefusal(error)];
      throw error;
    }
  }

  /** Lets an operation that nothing speaks against run, a heavy one when it is its turn. */
  private enter(
    { plan, estimated: { points } }: Prepared,
    kind: string,
    context: RequestContext,
  ): MaybePromise<readonly GraphQLError[]> {
    const run = (release: () => void): readonly GraphQLError[] => {
      deferLongLists(context);
      // On the budget, since Apollo hands shallow copies of the context to its plugins and resolvers.
      context.budget.admitted = { plan, kind, requested: points, actual: points, release };
      return NO_ERRORS;
    };
    if (!isHeavy(points)) return run(NOTHING_TO_RELEASE);
    return this.heavy.enter(networkOf(context.clientAddress)).then((entered) => {
      if (entered instanceof GraphQLError) return [entered];
      context.budget.turns = new Turns(itemCosts(plan));
      return run(entered);
    });
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

function areFewAndShort(variables: RequestedOperation['variables']): boolean {
  const values = Object.values(variables);
  const isShort = (value: unknown) => (typeof value === 'string' ? value.length <= LETTERS_KEPT_MAX : !isObject(value));
  return values.length <= VARIABLES_KEPT_MAX && values.every(isShort);
}

/** Objects are never the same: each request brings its own. */
function areSame(some: RequestedOperation['variables'], others: RequestedOperation['variables']): boolean {
  const names = Object.keys(others);
  return names.length === Object.keys(some).length && names.every((name) => some[name] === others[name]);
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

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
