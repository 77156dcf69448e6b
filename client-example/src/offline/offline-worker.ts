/**
 * The service worker of the pages that must work without network, which alone register it: each for its own part of the
 * addresses (`scope`), so that no other page meets it. It answers with documents and assets of one build, and keeps
 * nothing else: what a page shows offline is kept by the page, and nothing of /graphql passes here.
 */
interface Shell {
  readonly scope: string;
  readonly version: string;
  /** The document first, then each asset that it may load. */
  readonly urls: readonly string[];
}
declare const SHELLS: readonly Shell[];

interface LifeEvent {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Worker {
  readonly registration: { readonly scope: string };
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
}

// The types of a page and those of a worker cannot be loaded together; this is what is used of the latter.
const worker = self as unknown as Worker;
const scope = new URL(worker.registration.scope).pathname;
const shell = SHELLS.find((one) => one.scope === scope);
const family = `frontrow ${scope} `;
const cacheName = family + (shell?.version ?? '');
/** A network that lets requests wait is as good as none. */
const DOCUMENT_MS_MAX = 3000;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(forgetOtherBuilds()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || shell === undefined) return;
  if (request.mode === 'navigate') event.respondWith(documentFor(request, shell));
  else if (pathname.startsWith('/assets/')) event.respondWith(asset(request));
});

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll([...(shell?.urls ?? [])]);
}

async function forgetOtherBuilds(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(family) && name !== cacheName) await caches.delete(name);
  }
}

/** The newest document where the network has it soon, else the one of the build that is kept. */
async function documentFor(request: Request, { urls }: Shell): Promise<Response> {
  const kept = async () => (await caches.open(cacheName)).match(urls[0] ?? '');
  const fresh = fetch(request);
  const inTime = new Promise<null>((resolve) => setTimeout(() => resolve(null), DOCUMENT_MS_MAX));
  const response = await Promise.race([fresh, inTime]).catch(() => null);
  if (response !== null && response.status < 500) return response;
  return (await kept()) ?? response ?? fresh;
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
