import { useEffect, useRef, useState } from 'react';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface LassoProps {
  /** With the line that was drawn around seats, in pixels of the map. */
  readonly onDrawn: (line: readonly Point[]) => void;
}

/** A line shorter than this is a press that slipped. */
const POINTS_MIN = 3;

/** Lies over the map and takes the line that a mouse or a finger draws. Keys choose by section and row instead. */
export function Lasso({ onDrawn }: LassoProps) {
  const area = useRef<HTMLDivElement>(null);
  const [line, setLine] = useState<readonly Point[]>([]);
  const drawn = useRef(onDrawn);
  drawn.current = onDrawn;
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    let points: Point[] | null = null;
    const at = ({ clientX, clientY }: PointerEvent): Point => {
      const { left, top } = element.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    const down = (event: PointerEvent) => {
      element.setPointerCapture(event.pointerId);
      points = [at(event)];
      setLine(points);
    };
    const move = (event: PointerEvent) => {
      if (points === null) return;
      points = [...points, at(event)];
      setLine(points);
    };
    const up = () => {
      if (points !== null && points.length >= POINTS_MIN) drawn.current(points);
      points = null;
      setLine([]);
    };
    const ending = new AbortController();
    const options = { signal: ending.signal };
    element.addEventListener('pointerdown', down, options);
    element.addEventListener('pointermove', move, options);
    element.addEventListener('pointerup', up, options);
    element.addEventListener('pointercancel', up, options);
    return () => ending.abort();
  }, []);
  return (
    <div ref={area} className="lasso" aria-hidden="true">
      <svg aria-hidden="true">
        <polygon points={line.map(({ x, y }) => `${x},${y}`).join(' ')} />
      </svg>
    </div>
  );
}
