/** How a web page takes a payment method from the buyer and brings the buyer to the bank. It holds no secret. */
export type ClientPayments =
  | {
      readonly kind: 'stripe';
      readonly publishableKey: string;
      /** Hosts that the page's content security policy must allow. */
      readonly sources: {
        readonly script: readonly string[];
        readonly frame: readonly string[];
        readonly connect: readonly string[];
      };
    }
  /** The local provider: test cards by name, and the bank's page at this address followed by the client secret. */
  | { readonly kind: 'local'; readonly bankPageUrl: string }
  /** The provider has no key for pages: they can show seats, and cannot pay. */
  | { readonly kind: 'none' };
