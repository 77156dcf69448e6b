import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import type { RequestContext } from '../../platform';
import { SharedMessage } from './broadcast/shared-message';

export interface EventRendererOptions {
  /** A new context without a caller: the value of a shared field must not depend on one. */
  makeContext(): RequestContext;
  /** The result as clients get it, with errors masked. */
  present(result: ExecutionResult): unknown;
}

/** Executes an operation for an event that many clients receive, and serializes the result once. */
export class EventRenderer {
  /** For each event, the messages of equal operations. They are collected together with the event. */
  readonly #messages = new WeakMap<object, Map<string, SharedMessage | Promise<SharedMessage>>>();

  constructor(private readonly options: EventRendererOptions) {}

  render(args: ExecutionArgs, rootValue: unknown): SharedMessage | Promise<SharedMessage> {
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

  /** The same, once for each event object and key. Operations with equal keys are equal. */
  renderOnce(key: string, args: ExecutionArgs, event: unknown): SharedMessage | Promise<SharedMessage> {
    if (typeof event !== 'object' || event === null) return this.render(args, event);
    let messages = this.#messages.get(event);
    if (messages === undefined) {
      messages = new Map();
      this.#messages.set(event, messages);
    }
    let message = messages.get(key);
    if (message === undefined) {
      message = this.render(args, event);
      messages.set(key, message);
      if (message instanceof Promise) {
        // Once it is rendered, later clients get it without waiting for a promise.
        const cache = messages;
        message.then(
          (rendered) => cache.set(key, rendered),
          () => undefined,
        );
      }
    }
    return message;
  }

  #serialize(result: ExecutionResult): SharedMessage {
    return SharedMessage.of(JSON.stringify(this.options.present(result)));
  }
}
