import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import type { RequestContext } from '../../platform';
import { SharedMessage } from './broadcast/shared-message';
import type { Operation } from './document-cache';

type Rendered = SharedMessage | Promise<SharedMessage>;

export interface EventRendererOptions {
  /** A new context without a caller: the value of a shared field must not depend on one. */
  makeContext(): RequestContext;
  /** The result as clients get it, with errors masked. */
  present(result: ExecutionResult): unknown;
}

/** Executes an operation for an event that many clients receive, and serializes the result once. */
export class EventRenderer {
  /** For each event, the messages of equal operations. They are collected together with the event. */
  readonly #messages = new WeakMap<object, WeakMap<Operation, Map<string, Rendered>>>();

  constructor(private readonly options: EventRendererOptions) {}

  render(args: ExecutionArgs, rootValue: unknown): Rendered {
    const { schema, document, variableValues, operationName } = args;
    const result = execute({
      schema,
      document,
      rootValue,
      contextValue: this.options.makeContext(),
      variableValues: variableValues ?? {},
      operationName: operationName ?? null,
    });
    return result instanceof Promise ? result.then((later) => this.#serialize(later)) : this.#serialize(result);
  }

  /** The same, once for each event object, operation of a document and its variables. */
  renderOnce(operation: Operation, variables: string, args: ExecutionArgs, event: unknown): Rendered {
    if (typeof event !== 'object' || event === null) return this.render(args, event);
    const messages = this.#messagesOf(event, operation);
    let message = messages.get(variables);
    if (message === undefined) {
      message = this.render(args, event);
      messages.set(variables, message);
      if (message instanceof Promise) {
        // Once it is rendered, later clients get it without waiting for a promise.
        message.then(
          (rendered) => messages.set(variables, rendered),
          () => undefined,
        );
      }
    }
    return message;
  }

  #messagesOf(event: object, operation: Operation): Map<string, Rendered> {
    let byOperation = this.#messages.get(event);
    if (byOperation === undefined) {
      byOperation = new WeakMap();
      this.#messages.set(event, byOperation);
    }
    let messages = byOperation.get(operation);
    if (messages === undefined) {
      messages = new Map();
      byOperation.set(operation, messages);
    }
    return messages;
  }

  #serialize(result: ExecutionResult): SharedMessage {
    return SharedMessage.of(JSON.stringify(this.options.present(result)));
  }
}
