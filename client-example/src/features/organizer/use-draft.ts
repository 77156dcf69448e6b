import { useState } from 'react';

/**
 * What is typed into a form, beginning with what is known. It begins anew where that becomes something else, such as after
 * a change by another member: `key` says of what the draft was made.
 */
export function useDraft<Value>(known: Value, key: unknown = known): readonly [Value, (value: Value) => void] {
  const madeOf = JSON.stringify(key);
  const [draft, setDraft] = useState({ madeOf, value: known });
  return [draft.madeOf === madeOf ? draft.value : known, (value) => setDraft({ madeOf, value })];
}
