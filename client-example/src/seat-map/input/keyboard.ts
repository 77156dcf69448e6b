import type { Direction } from './next-seat';

export interface KeyTarget {
  /** From seat to seat. */
  step(direction: Direction): void;
  press(): void;
  zoomBy(factor: number): void;
  fit(): void;
  /** Returns whether there was a focus to leave. */
  escape(): boolean;
}

const STEPS: Readonly<Record<string, Direction>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const ZOOM = 1.5;

/** Returns its end. Keys that mean something to the browser or a screen reader keep their meaning. */
export function listenToKeys(element: HTMLElement, target: KeyTarget): () => void {
  const down = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step !== undefined) target.step(step);
    else if (event.key === 'Enter' || event.key === ' ') target.press();
    else if (event.key === '+' || event.key === '=') target.zoomBy(ZOOM);
    else if (event.key === '-') target.zoomBy(1 / ZOOM);
    else if (event.key === '0' || event.key === 'Home') target.fit();
    else if (event.key !== 'Escape' || !target.escape()) return;
    event.preventDefault();
  };
  element.addEventListener('keydown', down);
  return () => element.removeEventListener('keydown', down);
}
