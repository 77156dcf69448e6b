import { useEffect, useRef } from 'react';
import { WedgeReader } from '../gate/wedge-reader';

/** From here on it is a scanner: what it sends must not end up in a field. */
const TYPED_MAX = 5;

/** Calls `onCode` with each code that a USB scanner types, wherever the focus is. */
export function useWedge(onCode: (code: string) => void): void {
  const latest = useRef(onCode);
  latest.current = onCode;
  useEffect(() => {
    const reader = new WedgeReader();
    let before: { readonly field: HTMLInputElement; readonly value: string } | null = null;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const press = reader.press(event.key, event.timeStamp);
      const field = event.target instanceof HTMLInputElement && event.target.type !== 'radio' ? event.target : null;
      if (press.kind === 'letter') {
        if (press.length === 1) before = field && { field, value: field.value };
        // A letter would also choose an entry of a list, such as another language.
        if (field === null ? event.key !== ' ' : press.length > TYPED_MAX) event.preventDefault();
      } else if (press.kind === 'scan') {
        event.preventDefault();
        if (before) restore(before.field, before.value);
        latest.current(press.code);
      }
    };
    document.addEventListener('keydown', listen, { capture: true });
    return () => document.removeEventListener('keydown', listen, { capture: true });
  }, []);
}

/** Sets the value as if it was typed, so that React notices. */
function restore(field: HTMLInputElement, value: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
