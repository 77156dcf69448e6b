import { useCallback, useState } from 'react';

/** A value of this browser, such as the number of people, that the next visit begins with. */
export function useRemembered<Value extends string>(
  name: string,
  first: Value,
): readonly [Value, (value: Value) => void] {
  const key = `frontrow.${name}`;
  // What is stored was written below; a value of an older version is checked by its user.
  const [value, setValue] = useState(() => (localStorage.getItem(key) as Value | null) ?? first);
  const remember = useCallback(
    (next: Value) => {
      localStorage.setItem(key, next);
      setValue(next);
    },
    [key],
  );
  return [value, remember];
}
