import { type KeyboardEvent, useId, useState } from 'react';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { type Suggestion, suggestQuery } from './operations';

const LETTERS_MIN = 2;

interface SearchFieldProps {
  readonly text: string;
  /** What was typed, once nobody has typed for a moment. */
  readonly settledText: string;
  readonly onType: (text: string) => void;
  readonly onChoose: (suggestion: Suggestion) => void;
}

/** A search box that suggests names, as the pattern "combobox" of WAI-ARIA has it: the focus stays in the box. */
export function SearchField({ text, settledText, onType, onChoose }: SearchFieldProps) {
  const { t } = useMessages();
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const isAsked = isOpen && settledText.trim().length >= LETTERS_MIN;
  const result = useQuery(suggestQuery, isAsked ? { text: settledText } : null);
  const names = isAsked && result.kind === 'ready' ? result.data.suggest : [];
  const optionId = (index: number) => `${listId}-${index}`;
  const choose = (suggestion: Suggestion) => {
    setOpen(false);
    setActive(-1);
    onChoose(suggestion);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = names[active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      // Beyond either end is the box itself.
      if (names.length > 0) setActive(((active + 1 + step + names.length + 1) % (names.length + 1)) - 1);
    } else if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault();
      choose(chosen);
    } else if (event.key === 'Escape' && names.length > 0) {
      event.preventDefault();
      setOpen(false);
      setActive(-1);
    }
  };

  return (
    <div className="field filters-search">
      <label className="field-label" htmlFor="search">
        {t('programme.search')}
      </label>
      <input
        id="search"
        className="input"
        type="search"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={names.length > 0}
        aria-controls={listId}
        aria-activedescendant={names[active] === undefined ? undefined : optionId(active)}
        maxLength={100}
        autoComplete="off"
        placeholder={t('programme.searchHint')}
        value={text}
        onChange={({ target }) => {
          setOpen(true);
          setActive(-1);
          onType(target.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      <div
        id={listId}
        className="suggestions"
        role="listbox"
        aria-label={t('programme.suggestions')}
        hidden={names.length === 0}
      >
        {names.map((suggestion, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the box, which keeps the focus
          <div
            key={`${suggestion.kind} ${suggestion.text}`}
            id={optionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            // A press must not take the focus from the box, which would close the list.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(suggestion)}
          >
            <span>{suggestion.text}</span>
            <span className="suggestion-kind">{t(`programme.kind${suggestion.kind}`)}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
