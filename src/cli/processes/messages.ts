/** What a process that serves sends to the one that started it. */
export type WorkerMessage =
  | { readonly kind: 'Ready'; readonly url: string }
  | { readonly kind: 'ReadMetrics'; readonly requestId: number }
  /** Of prom-client. */
  | { readonly kind?: undefined };

/** What it receives. */
export type PrimaryMessage =
  /** End in order: the service stops. */
  | { readonly kind: 'Stop' }
  /** End in order: another process serves in its place, so this one stays ready to the end. */
  | { readonly kind: 'Retire' }
  | { readonly kind: 'Metrics'; readonly requestId: number; readonly text: string | null }
  | { readonly kind?: undefined };
