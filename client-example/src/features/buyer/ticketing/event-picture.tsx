import { memo, useId, useMemo } from 'react';
import { makeHouse } from './picture/make-house';
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
  const { width, height, dark, bright, spots } = useMemo(() => makeHouse(seed, shape), [seed, shape]);
  return (
    <svg className="picture" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <defs>
        <radialGradient id={id} cx={spots.x} cy={spots.y} r={spots.radius} gradientUnits="userSpaceOnUse">
          <stop stopColor={glow} stopOpacity="0.95" />
          <stop offset="1" stopColor={ground} stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect width={width} height={height} fill={ground} />
      <rect width={width} height={height} fill={`url(#${id})`} />
      <g fill="none" strokeLinecap="round" strokeWidth="5.4">
        <path d={dark} stroke={seat} />
        <path d={bright} stroke={lit} />
      </g>
    </svg>
  );
});
