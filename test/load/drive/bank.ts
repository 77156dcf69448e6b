/** The buyer's bank, whose page a 3-D Secure payment opens: here a page of the local payment provider. */
export class Bank {
  constructor(private readonly providerUrl: string) {}

  /** Presses the button of the bank's page. A bank that does not answer leaves the payment where it is. */
  async confirm(clientSecret: string, outcome: 'complete' | 'fail'): Promise<void> {
    const url = new URL(`/local/authentication/${encodeURIComponent(clientSecret)}`, this.providerUrl);
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ outcome }),
      signal: AbortSignal.timeout(10_000),
    }).catch(() => undefined);
  }
}
