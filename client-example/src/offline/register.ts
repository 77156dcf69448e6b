/** The parts of the site that work without network; build.mjs has the same. */
export type OfflineScope = '/door' | '/orders/';

/** Makes the page come back without network. A browser that cannot, or may not, shows the page all the same. */
export function registerOffline(scope: OfflineScope): void {
  navigator.serviceWorker?.register('/offline-worker.js', { scope }).catch(() => undefined);
}
