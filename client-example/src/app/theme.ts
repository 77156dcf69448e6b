import { useSyncExternalStore } from 'react';

export type Theme = 'auto' | 'light' | 'dark';
const KEY = 'frontrow.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** Style sheets and the map read `data-theme`, which is always light or dark. */
function apply(): void {
  const theme = readTheme();
  document.documentElement.dataset.theme = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
  for (const listener of listeners) listener();
}

export function readTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'auto';
}

export function setTheme(theme: Theme): void {
  if (theme === 'auto') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  apply();
}

/** Called once, before the first paint. */
export function startTheme(): void {
  apply();
  dark.addEventListener('change', apply);
  addEventListener('storage', apply);
}

/** Calls the listener after each change, such as for a canvas that must be painted anew. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(onThemeChange, readTheme);
}
