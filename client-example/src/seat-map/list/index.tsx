import { Suspense } from 'react';
import { lazyPage } from '../../app/lazy-page';
import type { SeatListProps } from './seat-list';

const Loaded = lazyPage(async () => ({ default: (await import('./seat-list')).SeatList }));

/** The list, whose code is loaded when it is first shown. */
export function SeatList(props: SeatListProps) {
  return (
    <Suspense fallback={<p role="status">…</p>}>
      <Loaded {...props} />
    </Suspense>
  );
}
