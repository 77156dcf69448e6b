import { memo, type RefObject, startTransition, useEffect, useId, useMemo, useRef, useState } from 'react';
import { HOUSE_SIZE, makeHouse } from './picture/make-house';
import { paletteOf } from './picture/palettes';

interface EventPictureProps {
  /** The same seed draws the same picture everywhere. */
  readonly seed: string;
  readonly category: string;
}

/** A picture of an event, drawn from what every event has: its category gives the house and the colours, its id the rest. */
export const EventPicture = memo(function EventPicture({ seed, category }: EventPictureProps) {
  const id = useId();
  const { ground, glow, seat, lit, shape } = paletteOf(category);
  const picture = useRef<SVGSVGElement>(null);
  const isNear = useNearWindow(picture);
  const { width, height } = HOUSE_SIZE;
  const house = useMemo(() => (isNear ? makeHouse(seed, shape) : null), [isNear, seed, shape]);
  return (
    <svg
      ref={picture}
      className="picture"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <rect width={width} height={height} fill={ground} />
      {house && (
        <>
          <radialGradient
            id={id}
            cx={house.spots.x}
            cy={house.spots.y}
            r={house.spots.radius}
            gradientUnits="userSpaceOnUse"
          >
            <stop stopColor={glow} stopOpacity="0.95" />
            <stop offset="1" stopColor={ground} stopOpacity="0" />
          </radialGradient>
          <rect width={width} height={height} fill={`url(#${id})`} />
          <g fill="none" strokeLinecap="round" strokeWidth="5.4">
            <path d={house.dark} stroke={seat} />
            <path d={house.bright} stroke={lit} />
          </g>
        </>
      )}
    </svg>
  );
});

/** True once the element is in the window or about to be: pictures far down are not drawn before somebody scrolls. */
function useNearWindow(element: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        startTransition(() => setNear(true));
      },
      { rootMargin: '400px' },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isNear;
}
