import { useId } from 'react';
import { useMessages } from '../../../messages/use-messages';

export const isEmailAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

interface EmailFieldProps {
  readonly value: string;
  readonly isWrong: boolean;
  readonly hint: string;
  readonly onChange: (value: string) => void;
}

/** An address, with what is wrong with it or what it is for. */
export function EmailField({ value, isWrong, hint, onChange }: EmailFieldProps) {
  const { t } = useMessages();
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {t('organizer.email')}
      </label>
      <input
        id={id}
        className="input"
        type="email"
        autoComplete="email"
        dir="ltr"
        maxLength={254}
        value={value}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => onChange(target.value.trim())}
      />
      <span id={`${id}-hint`} className={isWrong ? 'field-error' : 'field-hint'}>
        {isWrong ? t('checkout.emailWrong') : hint}
      </span>
    </div>
  );
}
