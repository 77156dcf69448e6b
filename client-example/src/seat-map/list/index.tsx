import { lazy, Suspense } from 'react';
import type { SeatListProps } from './seat-list';

const Loaded = lazy(async () => ({ default: (await import('./seat-list')).SeatList }));

/** The list, whose code is loaded when it is first shown. */
export function SeatList(props: SeatListProps) {
  return (
    <Suspense fallback={<p role="status">…</p>}>
      <Loaded {...props} />
    </Suspense>
  );
}
