import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import {
  type Caller,
  type Logger,
  type Metrics,
  maskError,
  type OperationGuard,
  type RequestContext,
  type SubscriptionSource,
  type TrustedDocuments,
  textOfDocument,
} from '../../platform';
import { BroadcastGroup } from './broadcast/broadcast-group';
import { BroadcastGroups } from './broadcast/broadcast-groups';
import type { ClientConnection } from './client-connection';
import { DocumentCache, type Operation } from './document-cache';
import { EventRenderer } from './event-renderer';
import { completedEarly, faultOf, resultOf, tooManyForms, tooManySeparate } from './operation-errors';
import { PerClientSubscription } from './per-client-subscription';
import { closeIterator, ResponseStream } from './response-stream';
import { rootFieldsOf } from './root-fields';
import { SubscriptionForms } from './subscription-forms';
import { BroadcastSource, PerClientSource } from './subscription-sources';

export interface OperationsOptions {
  readonly schema: GraphQLSchema;
  /** By the name of the field. */
  readonly subscriptions: ReadonlyMap<string, SubscriptionSource>;
  readonly documentsMax: number;
  readonly documentsBytesMax: number;
  readonly formsPerNetworkMax: number;
  readonly separatePerNetworkMax: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Creates a context for each operation, and for each event of a subscription. */
  makeContext(from: { readonly caller: Caller | null; readonly clientAddress: string }): RequestContext;
  /** The same limits as over HTTP: of input, cost, and number. */
  readonly guard: Pick<OperationGuard, 'admit' | 'complete' | 'release'>;
  /** The only documents that are executed; without it all are. */
  readonly trusted?: Pick<TrustedDocuments, 'find'> | null;
}

/** Execution arguments as they pass through graphql-ws, from its `onSubscribe` to its `subscribe`. */
export interface SocketExecutionArgs extends ExecutionArgs {
  readonly operation: Operation;
  readonly connection: ClientConnection;
  readonly id: string;
  /** Null for an operation that is shared: it is executed without a caller. */
  readonly contextValue: RequestContext | null;
}

/** Executes the operations of all sockets: equal public subscriptions together, everything else separately. */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #documents: DocumentCache;
  readonly #groups = new BroadcastGroups();
  readonly #renderer: EventRenderer;
  readonly #forms: SubscriptionForms;
  /** Public subscriptions that are executed for each client: each operation is a form of its own. */
  readonly #separateForms: SubscriptionForms;
  #separateCount = 0;

  constructor(options: OperationsOptions) {
    this.#options = options;
    this.#forms = new SubscriptionForms(options.formsPerNetworkMax);
    this.#separateForms = new SubscriptionForms(options.separatePerNetworkMax);
    this.#documents = new DocumentCache(options.schema, options.subscriptions, options);
    this.#renderer = new EventRenderer({
      makeContext: () => options.makeContext({ caller: null, clientAddress: '' }),
      present: (result) => this.presentResult(result),
    });
  }

  get groups(): number {
    return this.#groups.size;
  }

  get documentBytes(): number {
    return this.#documents.bytes;
  }

  /** The arguments of the execution, or the errors: a document is checked as one that came over HTTP. */
  async prepare(
    connection: ClientConnection,
    id: string,
    payload: SubscribePayload,
  ): Promise<SocketExecutionArgs | readonly GraphQLError[]> {
    try {
      return await this.#prepare(connection, id, payload);
    } catch (error) {
      return [faultOf(error)];
    }
  }

  async subscribe(args: SocketExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    return this.#observed(args, async () => (await this.#subscribeShared(args)) ?? (await this.#subscribeAlone(args)));
  }

  async execute(args: SocketExecutionArgs): Promise<ExecutionResult> {
    const { contextValue: context } = args;
    const { guard } = this.#options;
    return this.#observed(args, async () => {
      try {
        const result = await execute(args);
        return context === null ? result : await guard.complete(result, context);
      } finally {
        if (context !== null) guard.release(context);
      }
    });
  }

  present(errors: readonly GraphQLError[], logger = this.#options.logger): GraphQLFormattedError[] {
    return errors.map((error) => maskError(error, logger));
  }

  /** Faults are logged with the operation's logger, if there is one. */
  presentResult(
    result: { readonly errors?: readonly GraphQLError[] | undefined },
    context: RequestContext | null = null,
  ): FormattedExecutionResult {
    const { errors, ...rest } = result;
    // The two types differ in `undefined` alone, which JSON leaves out.
    return (errors ? { ...rest, errors: this.present(errors, context?.logger) } : rest) as FormattedExecutionResult;
  }

  async #prepare(
    connection: ClientConnection,
    id: string,
    payload: SubscribePayload,
  ): Promise<SocketExecutionArgs | readonly GraphQLError[]> {
    const { schema, makeContext, guard, trusted } = this.#options;
    const query = textOfDocument(payload, trusted ?? null);
    if (typeof query !== 'string') return [query];
    const operation = this.#documents.find(query, payload.operationName ?? undefined);
    if (!('node' in operation)) return operation;
    const { document, node } = operation;
    const variableValues = declaredVariables(node, payload.variables ?? {});
    // graphql-ws keeps the payload as long as the operation runs.
    Object.assign(payload, { query: operation.query, variables: variableValues, extensions: undefined });
    // Before the guard admits it, so that what the guard reserves never waits for this client to read.
    if (node.operation !== 'subscription' && !(await connection.executions.acquire(id))) return [completedEarly()];
    const context = makeContext(connection);
    const refusals = await guard.admit({ document, operation: node, variables: variableValues }, context);
    if (refusals.length > 0) return refusals;
    // The cost of a subscription is that of its start: an event has a budget of its own.
    if (node.operation === 'subscription') guard.release(context);
    // graphql-ws keeps these arguments too, so a shared operation gets no context, which it does not need.
    const contextValue = operation.sharingPlan === null ? context : null;
    return {
      schema,
      document,
      variableValues,
      operationName: payload.operationName ?? null,
      contextValue,
      operation,
      connection,
      id,
    };
  }

  /** Counts an operation as HTTP does. A subscription is counted when it starts. */
  async #observed<Result extends object>(
    { operation: { node, document } }: SocketExecutionArgs,
    work: () => Result | Promise<Result>,
  ): Promise<Result | ExecutionResult> {
    const startedMs = performance.now();
    const result = await resultOf(work);
    // The root field, because clients choose the names of operations and the number of names is unlimited.
    const [operation = 'none'] = rootFieldsOf(document, node);
    const [error] = 'errors' in result && Array.isArray(result.errors) ? result.errors : [];
    const outcome = error === undefined ? 'ok' : String(error.extensions?.code ?? 'error');
    this.#options.metrics.operations.observe(
      { operation, transport: 'socket', outcome },
      (performance.now() - startedMs) / 1000,
    );
    return result;
  }

  async #subscribeAlone(args: SocketExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const sources = this.#sourcesOf(args.operation);
    const isPublic = sources.some((source) => source instanceof BroadcastSource);
    const release = isPublic ? this.#takeSeparate(args.connection) : () => undefined;
    try {
      const contextValue = args.contextValue ?? this.#options.makeContext(args.connection);
      const source = await createSourceEventStream({ ...args, contextValue });
      if (Symbol.asyncIterator in source) return await this.#deliverOrClose(source, sources, args, release);
      release();
      return source;
    } catch (error) {
      release();
      throw error;
    }
  }

  #sourcesOf({ node, document }: Operation): readonly (SubscriptionSource | undefined)[] {
    return rootFieldsOf(document, node).map((name) => this.#options.subscriptions.get(name));
  }

  /** Counts a public subscription that is executed for its client alone. Returns what gives it back, once. */
  #takeSeparate({ clientAddress }: ClientConnection): () => void {
    this.#separateCount += 1;
    const form = String(this.#separateCount);
    if (!this.#separateForms.acquire(clientAddress, '', form)) throw tooManySeparate();
    return () => this.#separateForms.release(clientAddress, '', form);
  }

  async #deliverOrClose(
    source: AsyncIterable<unknown>,
    sources: readonly (SubscriptionSource | undefined)[],
    args: SocketExecutionArgs,
    onClosed: () => void,
  ): Promise<AsyncIterableIterator<ExecutionResult>> {
    try {
      return this.#deliver(source, sources, args, onClosed);
    } catch (error) {
      await closeIterator(source[Symbol.asyncIterator]());
      throw error;
    }
  }

  #deliver(
    source: AsyncIterable<unknown>,
    sources: readonly (SubscriptionSource | undefined)[],
    args: SocketExecutionArgs,
    onClosed: () => void,
  ): AsyncIterableIterator<ExecutionResult> {
    const { operation, connection, id, variableValues } = args;
    // All of them, since which one it is depends on directives.
    if (sources.every((declared) => declared instanceof PerClientSource)) {
      const key = JSON.stringify(variableValues);
      return new PerClientSubscription(source, connection, id, (event) =>
        this.#renderer.renderOnce(operation, key, args, event),
      );
    }
    const respond = (rootValue: unknown) =>
      execute({ ...args, rootValue, contextValue: this.#options.makeContext(connection) });
    return new ResponseStream(source, respond, onClosed);
  }

  /** Null if the operation cannot be shared. */
  async #subscribeShared(args: SocketExecutionArgs): Promise<AsyncIterableIterator<never> | ExecutionResult | null> {
    const { operation, connection, id } = args;
    const variables = args.variableValues ?? {};
    const plan = operation.sharingPlan;
    const given = plan?.argumentsOf(variables) ?? null;
    if (plan === null || given === null) return null;
    // The query's text identifies the document: equal texts are parsed once.
    const key = `${operation.node.name?.value ?? ''} ${plan.keyOf(variables)} ${operation.query}`;
    const subscription = `${plan.fieldNode.name.value} ${JSON.stringify(given.args)}`;
    if (!this.#forms.acquire(connection.clientAddress, subscription, key)) throw tooManyForms(this.#options);
    const leaves = ({ clientAddress }: ClientConnection) => this.#forms.release(clientAddress, subscription, key);
    const handle = this.#groups.acquire(key, (release) =>
      this.#openGroup(plan.source, given.args, args, (left) => {
        leaves(left);
        release();
      }),
    );
    try {
      return (await handle.opened).member(connection, id, given.after);
    } catch (error) {
      leaves(connection);
      handle.release();
      const { alias, name } = plan.fieldNode;
      return { errors: [locatedError(error, plan.fieldNode, [alias?.value ?? name.value])] };
    }
  }

  async #openGroup(
    source: BroadcastSource,
    fieldArguments: Readonly<Record<string, unknown>>,
    { document, variableValues, operationName, connection }: SocketExecutionArgs,
    onLeft: (connection: ClientConnection) => void,
  ): Promise<BroadcastGroup> {
    const handle = await source.acquire(fieldArguments, this.#options.makeContext(connection));
    const common = { schema: this.#options.schema, document, variableValues, operationName } as const;
    return new BroadcastGroup({
      handle,
      onLeft,
      // Nothing of the first client is kept: the group may outlive it.
      render: (event) => this.#renderer.render(common, event),
      onFault: (error) => this.#options.logger.error({ err: error }, 'A shared subscription failed'),
    });
  }
}

/** What the operation does not declare is not used by it, and is not kept. */
function declaredVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const names = variableDefinitions.map(({ variable }) => variable.name.value);
  return Object.fromEntries(names.filter((name) => Object.hasOwn(given, name)).map((name) => [name, given[name]]));
}
