/**
 * The different forms of each subscription that a network has open: other selections, other names, other variables.
 * Equal ones share an execution for each event, different ones cannot.
 */
export class SubscriptionForms {
  /** By network and subscription: how many operations use each form. */
  readonly #open = new Map<string, Map<string, number>>();

  constructor(private readonly formsMax: number) {}

  /** Counts an operation. False where the network has the most forms of the subscription open, and this is another one. */
  acquire(network: string, subscription: string, form: string): boolean {
    const key = `${network} ${subscription}`;
    const forms = this.#open.get(key) ?? new Map<string, number>();
    const operations = forms.get(form) ?? 0;
    if (operations === 0 && forms.size >= this.formsMax) return false;
    forms.set(form, operations + 1);
    this.#open.set(key, forms);
    return true;
  }

  /** To be called once for each operation that was counted. */
  release(network: string, subscription: string, form: string): void {
    const key = `${network} ${subscription}`;
    const forms = this.#open.get(key);
    const operations = forms?.get(form);
    if (forms === undefined || operations === undefined) return;
    if (operations > 1) forms.set(form, operations - 1);
    else forms.delete(form);
    if (forms.size === 0) this.#open.delete(key);
  }
}
