import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { type Caller, costError, type Logger, type Metrics, maskError, type RequestContext } from '../../platform';
import { Documents, type Operation } from './documents';
import { Group } from './group';
import { Groups } from './groups';
import { OwnStream } from './own-stream';
import type { Peer } from './peer';
import { ResponseStream } from './response-stream';
import type { SharedSubscription, SharedSubscriptions } from './share-plan';
import { SharedMessage } from './shared-message';

export interface OperationsOptions {
  readonly schema: GraphQLSchema;
  readonly shared: SharedSubscriptions;
  /**
   * Subscription fields that open a stream for each client, of events that are told alike to all who ask alike: an event
   * that is the same object is executed and serialised once. What is below the field must not look at who asks.
   */
  readonly sameForAll?: ReadonlySet<string>;
  readonly documentsMax: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** New for each operation, and for each event of a subscription. */
  makeContext(from: { readonly caller: Caller | null; readonly clientAddress: string }): RequestContext;
  /** The same refusals as over HTTP, such as too many mutations a minute. */
  refusal(operation: OperationDefinitionNode, context: RequestContext): Promise<GraphQLError | null>;
}

/** Execution arguments as they pass through graphql-ws, from its `onSubscribe` to its `subscribe`. */
export interface SocketExecutionArgs extends ExecutionArgs {
  readonly operation: Operation;
  readonly peer: Peer;
  readonly id: string;
  /** Null for what is executed for many: nobody in particular asks then. */
  readonly contextValue: RequestContext | null;
}

/** Executes what arrives on sockets: equal public subscriptions together, everything else by itself. */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #documents: Documents;
  readonly #groups = new Groups();
  /** By the event, what equal operations say of it. An event that nobody holds any more takes its messages along. */
  readonly #messages = new WeakMap<object, Map<string, SharedMessage | Promise<SharedMessage>>>();

  constructor(options: OperationsOptions) {
    this.#options = options;
    this.#documents = new Documents(options.schema, options.shared, options.documentsMax);
  }

  get groups(): number {
    return this.#groups.size;
  }

  /** What is to be executed, or why not: the document is checked as one that came over HTTP. */
  async prepare(
    peer: Peer,
    id: string,
    payload: SubscribePayload,
  ): Promise<SocketExecutionArgs | readonly GraphQLError[]> {
    const { schema, makeContext, refusal } = this.#options;
    const operation = this.#documents.find(payload.query, payload.operationName ?? undefined);
    if (!('node' in operation)) return operation;
    // graphql-ws keeps the message as long as the operation runs.
    Object.assign(payload, { query: operation.query });
    const variableValues = payload.variables ?? {};
    const { errors } = getVariableValues(schema, operation.node.variableDefinitions ?? [], { ...variableValues });
    if (errors !== undefined) return errors;
    const tooCostly = costError(schema, operation.document, operation.node, variableValues);
    if (tooCostly !== null) return [tooCostly];
    const context = makeContext(peer);
    const refused = await refusal(operation.node, context);
    if (refused !== null) return [refused];
    const { document } = operation;
    // graphql-ws keeps these arguments too, so what a shared operation does not need is not among them.
    const contextValue = operation.share === null ? context : null;
    return {
      schema,
      document,
      variableValues,
      operationName: payload.operationName ?? null,
      contextValue,
      operation,
      peer,
      id,
    };
  }

  async subscribe(args: SocketExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    return this.#observed(
      args,
      async () => (await this.#subscribeTogether(args)) ?? (await this.#subscribeAlone(args)),
    );
  }

  async execute(args: SocketExecutionArgs): Promise<ExecutionResult> {
    return this.#observed(args, () => execute(args));
  }

  present(errors: readonly GraphQLError[], logger = this.#options.logger): GraphQLFormattedError[] {
    return errors.map((error) => maskError(error, logger));
  }

  /** Faults go to the log of the operation, where there is one. */
  presentResult(
    result: { readonly errors?: readonly GraphQLError[] | undefined },
    context: RequestContext | null = null,
  ): FormattedExecutionResult {
    const { errors, ...rest } = result;
    // The two types differ in `undefined` alone, which JSON leaves out.
    return (errors ? { ...rest, errors: this.present(errors, context?.logger) } : rest) as FormattedExecutionResult;
  }

  /** Counts an operation as HTTP does; of a subscription its beginning. */
  async #observed<Result extends object>(
    { operation: { node } }: SocketExecutionArgs,
    work: () => Result | Promise<Result>,
  ): Promise<Result> {
    const startedMs = performance.now();
    const result = await work();
    const [first] = node.selectionSet.selections;
    // The root field, since clients choose the names of operations and their number has no bound.
    const operation = first?.kind === Kind.FIELD ? first.name.value : 'none';
    const [error] = 'errors' in result && Array.isArray(result.errors) ? result.errors : [];
    const outcome = error === undefined ? 'ok' : String(error.extensions?.code ?? 'error');
    this.#options.metrics.operations.observe(
      { operation, transport: 'socket', outcome },
      (performance.now() - startedMs) / 1000,
    );
    return result;
  }

  async #subscribeAlone(args: SocketExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const contextValue = args.contextValue ?? this.#options.makeContext(args.peer);
    const source = await createSourceEventStream({ ...args, contextValue });
    if (!(Symbol.asyncIterator in source)) return source;
    const [field] = args.operation.node.selectionSet.selections;
    if (field?.kind === Kind.FIELD && this.#options.sameForAll?.has(field.name.value)) {
      const key = `${args.operation.node.name?.value ?? ''} ${JSON.stringify(args.variableValues)} ${args.operation.query}`;
      return new OwnStream(source, args.peer, args.id, (event) => this.#renderOnce(key, args, event));
    }
    const respond = (rootValue: unknown) =>
      execute({ ...args, rootValue, contextValue: this.#options.makeContext(args.peer) });
    return new ResponseStream(source, respond);
  }

  /** Null where the operation cannot be shared. */
  async #subscribeTogether(args: SocketExecutionArgs): Promise<AsyncIterableIterator<never> | ExecutionResult | null> {
    const { operation, peer, id } = args;
    const variables = args.variableValues ?? {};
    const plan = operation.share;
    const given = plan?.argumentsOf(variables) ?? null;
    if (plan === null || given === null) return null;
    // The query's text stands for the document: equal texts are parsed once.
    const key = `${operation.node.name?.value ?? ''} ${plan.keyOf(variables)} ${operation.query}`;
    const held = this.#groups.hold(key, (release) => this.#openGroup(plan.shared, given.args, args, release));
    try {
      return (await held.opened).member(peer, id, given.after);
    } catch (error) {
      held.release();
      const { alias, name } = plan.fieldNode;
      return { errors: [locatedError(error, plan.fieldNode, [alias?.value ?? name.value])] };
    }
  }

  async #openGroup(
    shared: SharedSubscription,
    fieldArguments: Readonly<Record<string, unknown>>,
    { document, variableValues, operationName, peer }: SocketExecutionArgs,
    onLeft: () => void,
  ): Promise<Group> {
    const held = await shared.watch(fieldArguments, this.#options.makeContext(peer));
    const common = { schema: this.#options.schema, document, variableValues, operationName } as const;
    return new Group({
      held,
      onLeft,
      // Of the client that came first nothing is kept; the group may outlive it.
      render: (event) => this.#render(common, event),
      onFault: (error) => this.#options.logger.error({ err: error }, 'A shared subscription failed'),
    });
  }

  #renderOnce(key: string, args: ExecutionArgs, event: unknown): SharedMessage | Promise<SharedMessage> {
    if (typeof event !== 'object' || event === null) return this.#render(args, event);
    let messages = this.#messages.get(event);
    if (messages === undefined) {
      messages = new Map();
      this.#messages.set(event, messages);
    }
    let message = messages.get(key);
    if (message === undefined) {
      message = this.#render(args, event);
      messages.set(key, message);
      if (message instanceof Promise) {
        // Once it is made, whoever comes later need not wait a turn for it.
        const keep = messages;
        message.then(
          (made) => keep.set(key, made),
          () => undefined,
        );
      }
    }
    return message;
  }

  /** Nobody in particular asks: what a public field shows must not depend on who does. */
  #render(
    { schema, document, variableValues, operationName }: ExecutionArgs,
    rootValue: unknown,
  ): SharedMessage | Promise<SharedMessage> {
    const result = execute({
      schema,
      document,
      rootValue,
      contextValue: this.#options.makeContext({ caller: null, clientAddress: '' }),
      variableValues: variableValues ?? {},
      operationName: operationName ?? null,
    });
    return result instanceof Promise ? result.then((later) => this.#serialise(later)) : this.#serialise(result);
  }

  #serialise(result: ExecutionResult): SharedMessage {
    return SharedMessage.of(JSON.stringify(this.presentResult(result)));
  }
}
