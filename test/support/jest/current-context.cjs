/**
 * Stands in for the AsyncLocalStorage by which Jest finds the test that an error belongs to. Before Node 24 a real one
 * adds a hook to every promise of the process, the service's own among them. Here tests run one after the other, so
 * the test that runs is enough.
 */
exports.CurrentContext = class CurrentContext {
  getStore() {
    return this.store;
  }

  run(store, callback) {
    const before = this.store;
    const restore = () => {
      this.store = before;
    };
    this.store = store;
    let result;
    try {
      result = callback();
    } catch (error) {
      restore();
      throw error;
    }
    if (result instanceof Promise) return result.finally(restore);
    restore();
    return result;
  }
};
