import { type FormEvent, type ReactNode, useState } from 'react';
import { useMessages } from '../../../messages/use-messages';
import { Field, TextField } from '../forms/field';
import { FormAnswer } from '../forms/form-answer';
import { useAttempt } from '../seats/use-attempt';

export interface EventInput {
  readonly name: string;
  readonly category: string;
  readonly description: string | null;
  readonly performers: string[];
}

interface EventFormProps {
  readonly event?: EventInput;
  readonly button: string;
  /** More fields, above the others. */
  readonly children?: ReactNode;
  /** Resolves with what to say. */
  readonly onSave: (event: EventInput) => Promise<string>;
}

const NAME_LENGTH_MAX = 200;

/** What an event is: its name, its kind, who performs. */
export function EventForm({ event, button, children, onSave }: EventFormProps) {
  const { t } = useMessages();
  const [name, setName] = useState(event?.name ?? '');
  const [category, setCategory] = useState(event?.category ?? '');
  const [description, setDescription] = useState(event?.description ?? '');
  const [performers, setPerformers] = useState((event?.performers ?? []).join('\n'));
  const { isBusy, problem, done, attempt } = useAttempt();
  const submit = (submitted: FormEvent<HTMLFormElement>) => {
    submitted.preventDefault();
    const lines = performers.split('\n').map((line) => line.trim());
    void attempt(() =>
      onSave({
        ...{ name: name.trim(), category: category.trim() },
        description: description.trim() || null,
        performers: lines.filter((line) => line !== ''),
      }),
    );
  };
  return (
    <form onSubmit={submit} aria-busy={isBusy}>
      {children}
      <TextField label={t('planning.name')} value={name} onText={setName} maxLength={NAME_LENGTH_MAX} required />
      <TextField
        label={t('planning.event.category')}
        hint={t('planning.event.categoryHint')}
        value={category}
        onText={setCategory}
        maxLength={NAME_LENGTH_MAX}
        required
      />
      <Field label={t('planning.event.performers')} hint={t('planning.event.performersHint')}>
        {(ids) => (
          <textarea
            {...ids}
            className="input"
            rows={3}
            value={performers}
            onChange={({ target }) => setPerformers(target.value)}
          />
        )}
      </Field>
      <Field label={t('planning.event.description')}>
        {(ids) => (
          <textarea
            {...ids}
            className="input"
            rows={5}
            value={description}
            onChange={({ target }) => setDescription(target.value)}
          />
        )}
      </Field>
      <button type="submit" className="button" disabled={isBusy}>
        {button}
      </button>
      <FormAnswer done={done} problem={problem} />
    </form>
  );
}
