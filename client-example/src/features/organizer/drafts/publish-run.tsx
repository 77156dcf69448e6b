import { useMessages } from '../../../messages/use-messages';
import { FormAnswer } from '../forms/form-answer';
import { useAttempt } from '../seats/use-attempt';
import type { DraftListed } from './operations';
import { type PublishedRun, usePublishRun } from './use-publish-run';

export interface PublishRunProps {
  /** As far as they were read. */
  readonly drafts: readonly DraftListed[];
  /** Whether there are drafts that were not read. */
  readonly hasMore: boolean;
  readonly onPublished: (published: PublishedRun) => void;
}

/** Publishes the drafts of one run together. Those that lack something stay drafts, and the answer says what. */
export function PublishRun({ drafts, hasMore, onPublished }: PublishRunProps) {
  const { t, day } = useMessages();
  const { isBusy, problem, attempt } = useAttempt();
  const { progress, publish } = usePublishRun();
  const [first] = drafts;
  const readyCount = drafts.filter(({ missing }) => missing.length === 0).length;
  const dates = [first, drafts.at(-1)].flatMap((draft) =>
    draft?.terms.startsAt == null ? [] : day(draft.terms.startsAt, draft.venue.timeZone),
  );
  const start = () =>
    attempt(async () => {
      if (first?.seriesId != null) onPublished(await publish(first.seriesId));
      return '';
    });
  return (
    <section className="panel planning-run" aria-label={t('planning.run')}>
      <p>
        <strong>{first?.event.name}</strong> · {t('planning.run.dates', { count: drafts.length })}
        {hasMore && ' …'} · {dates.join(' – ')}
      </p>
      <button
        type="button"
        className="button"
        disabled={isBusy || (readyCount === 0 && !hasMore)}
        onClick={() => void start()}
      >
        {hasMore ? t('planning.run.publishAll') : t('planning.run.publish', { count: readyCount })}
      </button>
      {progress !== null && <p role="status">{t('planning.run.published', progress)}</p>}
      <FormAnswer done={null} problem={problem} />
    </section>
  );
}
