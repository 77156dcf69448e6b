import { useCallback, useEffect, useRef, useState } from 'react';

export type SaveState = { readonly kind: 'saved' | 'saving' } | { readonly kind: 'failed'; readonly error: unknown };

const DELAY_MS = 400;

/**
 * Saves what is wanted a moment after the last change, one request at a time, so that an earlier change never arrives after a
 * later one. After a failure the next change, or `flush`, tries again. Leaving the page saves what is left.
 */
export function useAutosave<Value>(wanted: Value, first: Value, save: (saved: Value, wanted: Value) => Promise<void>) {
  const [state, setState] = useState<SaveState>({ kind: 'saved' });
  const latest = useRef({ wanted, save });
  latest.current = { wanted, save };
  const saved = useRef(first);
  const running = useRef<Promise<boolean> | null>(null);
  const key = JSON.stringify(wanted);

  const run = useCallback(async (): Promise<boolean> => {
    setState({ kind: 'saving' });
    try {
      while (JSON.stringify(saved.current) !== JSON.stringify(latest.current.wanted)) {
        const next = latest.current.wanted;
        await latest.current.save(saved.current, next);
        saved.current = next;
      }
      setState({ kind: 'saved' });
      return true;
    } catch (error) {
      setState({ kind: 'failed', error });
      return false;
    }
  }, []);

  /** Resolves with whether all is saved. */
  const flush = useCallback(async (): Promise<boolean> => {
    running.current ??= run().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [run]);

  useEffect(() => {
    if (JSON.stringify(saved.current) === key) return;
    const timer = setTimeout(() => void flush(), DELAY_MS);
    return () => clearTimeout(timer);
  }, [key, flush]);
  useEffect(
    () => () => {
      void flush();
    },
    [flush],
  );
  return { state, flush };
}
