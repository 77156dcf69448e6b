import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { useMessages } from '../../../messages/use-messages';
import { FormAnswer } from '../forms/form-answer';
import { Refused, useAttempt } from '../seats/use-attempt';
import { type DraftListed, publishShowMutation } from './operations';

interface PublishRunProps {
  readonly drafts: readonly DraftListed[];
  readonly onPublished: () => void;
}

/** Publishes the drafts of one run that lack nothing, one after the other. Those that were published stay so if one fails. */
export function PublishRun({ drafts, onPublished }: PublishRunProps) {
  const { t, day } = useMessages();
  const api = useApi();
  const [published, setPublished] = useState<number | null>(null);
  const { isBusy, problem, attempt } = useAttempt();
  const ready = drafts.filter(({ missing }) => missing.length === 0);
  const [first] = drafts;
  const dates = [first, drafts.at(-1)].flatMap((draft) =>
    draft?.terms.startsAt == null ? [] : day(draft.terms.startsAt, draft.venue.timeZone),
  );
  const publish = () =>
    attempt(async () => {
      try {
        for (const [count, { id }] of ready.entries()) {
          setPublished(count);
          const { publishShow } = await api.ask(publishShowMutation, { draftId: id });
          if (publishShow.__typename === 'ShowNotReady') throw new Refused(publishShow.message);
        }
      } finally {
        setPublished(null);
        onPublished();
      }
      return '';
    });
  return (
    <section className="panel planning-run" aria-label={t('planning.run')}>
      <p>
        <strong>{first?.event.name}</strong> · {t('planning.run.dates', { count: drafts.length })} · {dates.join(' – ')}
      </p>
      <button type="button" className="button" disabled={isBusy || ready.length === 0} onClick={() => void publish()}>
        {t('planning.run.publish', { count: ready.length })}
      </button>
      {published !== null && (
        <p role="status">{t('planning.run.published', { count: published, total: ready.length })}</p>
      )}
      <FormAnswer done={null} problem={problem} />
    </section>
  );
}
