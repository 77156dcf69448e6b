export interface GestureTarget {
  panBy(dx: number, dy: number): void;
  zoomAt(factor: number, x: number, y: number): void;
  /** A press without a movement. */
  tap(x: number, y: number, isTouch: boolean): void;
  hover(x: number, y: number): void;
  leave(): void;
}

/** Up to this many pixels a finger moves while it taps. */
const TAP_PX = 8;
const WHEEL_PX_PER_DOUBLING = 320;
const WHEEL_LINE_PX = 24;

/** Mouse, touch and pen on one element, by pointer events alone. Returns its end. */
export function listenToGestures(element: HTMLElement, target: GestureTarget): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  let box = element.getBoundingClientRect();
  const placeOf = (event: MouseEvent) => {
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const down = (event: PointerEvent) => {
    if (event.button > 0) return;
    box = element.getBoundingClientRect();
    if (pointers.size === 0) travelled = 0;
    pointers.set(event.pointerId, placeOf(event));
    // A second finger makes it a pinch, which never ends as a tap.
    if (pointers.size > 1) travelled = Number.POSITIVE_INFINITY;
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) {
      box = element.getBoundingClientRect();
      const { x, y } = placeOf(event);
      if (event.pointerType !== 'touch') target.hover(x, y);
      return;
    }
    const now = placeOf(event);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    if (other === undefined) {
      travelled += Math.hypot(now.x - before.x, now.y - before.y);
      if (travelled > TAP_PX) target.panBy(now.x - before.x, now.y - before.y);
      return;
    }
    const spread = Math.hypot(now.x - other.x, now.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y);
    target.panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
    if (Number.isFinite(spread) && spread > 0) target.zoomAt(spread, (now.x + other.x) / 2, (now.y + other.y) / 2);
  };
  const up = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId) || event.type === 'pointercancel') return;
    if (travelled > TAP_PX) return;
    const { x, y } = placeOf(event);
    target.tap(x, y, event.pointerType === 'touch');
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    box = element.getBoundingClientRect();
    const unit = event.deltaMode === 0 ? 1 : WHEEL_LINE_PX;
    const { x, y } = placeOf(event);
    // Two fingers on a touchpad move sideways; a pinch there arrives as a wheel with the control key.
    if (!event.ctrlKey && Math.abs(event.deltaX) > Math.abs(event.deltaY)) target.panBy(-event.deltaX * unit, 0);
    else target.zoomAt(2 ** ((-event.deltaY * unit * (event.ctrlKey ? 4 : 1)) / WHEEL_PX_PER_DOUBLING), x, y);
  };
  const leave = () => target.leave();

  const ending = new AbortController();
  const options = { signal: ending.signal };
  element.addEventListener('pointerdown', down, options);
  element.addEventListener('pointermove', move, options);
  element.addEventListener('pointerup', up, options);
  element.addEventListener('pointercancel', up, options);
  element.addEventListener('pointerleave', leave, options);
  element.addEventListener('wheel', wheel, { ...options, passive: false });
  return () => ending.abort();
}
