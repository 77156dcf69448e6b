/** In a process that the benchmark started: says that it is ready, and answers each order in turn. */
export function serveCommands<Order>(ready: object, answer: (order: Order) => unknown): void {
  let last: Promise<void> = Promise.resolve();
  process.on('message', (order) => {
    last = last
      // The parent sends these orders alone.
      .then(() => answer(order as Order))
      .then((answered) => {
        process.send?.({ answer: answered });
      })
      .catch(fail);
  });
  // A parent that was killed wants nothing any more.
  process.once('disconnect', () => process.exit(0));
  process.send?.({ answer: ready });
}

/** Sends the parent a message that it did not ask for. */
export function send(message: object): void {
  process.send?.({ message });
}

export function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}
