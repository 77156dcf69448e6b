/** Monaco starts its workers from files of this host, so that the policy needs no `blob:`. */
self.MonacoEnvironment = {
  getWorker: (_, label) =>
    new Worker(label === 'graphql' || label === 'json' ? WORKER_ADDRESSES[label] : WORKER_ADDRESSES.editor),
};
