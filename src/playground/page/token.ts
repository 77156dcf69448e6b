/** The bearer token, kept for this tab of the browser and no longer. */
const storageKey = 'frontrow.token';
const listeners = new Set<() => void>();

export function readToken(): string {
  return sessionStorage.getItem(storageKey) ?? '';
}

/** Takes a bare token or a whole header's value; nothing means to go on without one. */
export function keepToken(text: string): void {
  const token = text.trim().replace(/^bearer\s+/i, '');
  if (token === readToken()) return;
  if (token) sessionStorage.setItem(storageKey, token);
  else sessionStorage.removeItem(storageKey);
  for (const listener of listeners) listener();
}

export function onTokenChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function authorization(): string | null {
  const token = readToken();
  return token && `Bearer ${token}`;
}
