/**
 * Whether a page of this origin may open a WebSocket. Browsers apply CORS to HTTP alone, so the server checks the origin of
 * a handshake itself, by the same list: the origins that are configured, and the server's own. Programs other than browsers
 * send no origin, and are limited by their tokens.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true;
  if (host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  // A proxy that ends TLS passes the host on, so the scheme says nothing; default ports may be written or not.
  return originHost === host.toLowerCase().replace(protocol === 'https:' ? /:443$/ : /:80$/, '');
}
