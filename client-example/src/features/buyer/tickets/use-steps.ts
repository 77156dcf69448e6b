import { type TouchEvent, useEffect, useRef, useState } from 'react';

const SWIPE_PX_MIN = 50;

/** One of several screens: by buttons, arrow keys and swipes. In a language from right to left, left is forward. */
export function useSteps(count: number) {
  const [wanted, setWanted] = useState(0);
  const index = Math.max(0, Math.min(wanted, count - 1));
  const touch = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const go = (step: number) => setWanted(Math.max(0, Math.min(index + step, count - 1)));
  const latest = useRef(go);
  latest.current = go;

  useEffect(() => {
    const listen = ({ key, target, defaultPrevented, altKey, ctrlKey, metaKey }: KeyboardEvent) => {
      const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
      if (isTyping || defaultPrevented || altKey || ctrlKey || metaKey) return;
      if (key === 'ArrowRight') latest.current(forward());
      if (key === 'ArrowLeft') latest.current(-forward());
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  const swipe = {
    onTouchStart({ touches }: TouchEvent) {
      const first = touches[0];
      touch.current = touches.length === 1 && first ? { x: first.clientX, y: first.clientY } : null;
    },
    onTouchEnd({ changedTouches }: TouchEvent) {
      const last = changedTouches[0];
      if (touch.current === null || last === undefined) return;
      const [x, y] = [last.clientX - touch.current.x, last.clientY - touch.current.y];
      touch.current = null;
      if (Math.abs(x) > SWIPE_PX_MIN && Math.abs(x) > 2 * Math.abs(y)) go(x < 0 ? forward() : -forward());
    },
  };
  return { index, go, swipe };
}

/** Where "right" leads. */
const forward = () => (document.documentElement.dir === 'rtl' ? -1 : 1);
