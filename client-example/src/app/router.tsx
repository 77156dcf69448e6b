import { type AnchorHTMLAttributes, type MouseEvent, useEffect, useSyncExternalStore } from 'react';

const CHANGED = 'frontrow:navigated';

/** Goes to a page of this site without loading it anew. `replace` leaves no step for the back button. */
export function navigate(path: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  dispatchEvent(new Event(CHANGED));
  if (!replace) scrollTo(0, 0);
}

function onChange(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(CHANGED, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(CHANGED, listener);
  };
}

export function usePathname(): string {
  return useSyncExternalStore(onChange, () => location.pathname);
}

/** What follows the `?`: the filters of the programme live there, so that a link and the back button keep them. */
export function useSearch(): URLSearchParams {
  return new URLSearchParams(useSyncExternalStore(onChange, () => location.search));
}

export function Link({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const opensElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0;
    if (event.defaultPrevented || opensElsewhere) return;
    event.preventDefault();
    navigate(href);
  };
  return <a href={href} onClick={follow} {...rest} />;
}

/** The title of the page, for the tab, the history and screen readers. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Frontrow`;
  }, [title]);
}
