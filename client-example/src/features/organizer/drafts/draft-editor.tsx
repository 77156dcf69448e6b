import { type ReactNode, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import { FormAnswer } from '../forms/form-answer';
import { CloneForm } from '../repeat/clone-form';
import { RunOfDates } from '../repeat/run-of-dates';
import { useAttempt } from '../seats/use-attempt';
import { DeleteDraft } from './delete-draft';
import { changeOf, type DraftFields, fieldsOf, termsOf } from './draft-fields';
import { LimitsPart } from './limits-part';
import { MissingList } from './missing-list';
import { type DraftView, type Missing, publishShowMutation, updateDraftMutation } from './operations';
import { PricesPart } from './prices-part';
import { ReturnsPart } from './returns-part';
import { SaveNote } from './save-note';
import { TimesPart } from './times-part';
import { useAutosave } from './use-autosave';

export interface PartProps {
  readonly fields: DraftFields;
  readonly change: (change: Partial<DraftFields>) => void;
}

/** All that is said of a show before it is published. It is saved while it is typed, and says what is missing. */
export function DraftEditor({ draft }: { readonly draft: DraftView }) {
  const { t, zoneName } = useMessages();
  const api = useApi();
  const { timeZone } = draft.venue;
  const [fields, setFields] = useState(() => fieldsOf(draft.terms, timeZone));
  const [missing, setMissing] = useState<readonly Missing[]>(draft.missing);
  const change = (changed: Partial<DraftFields>) => setFields((before) => ({ ...before, ...changed }));
  const wanted = termsOf(fields, timeZone);
  // What the fields say of what is stored: a field that was never touched is not sent.
  const [first] = useState(wanted);
  const { state, flush } = useAutosave(wanted, first, async (saved, next) => {
    const terms = changeOf(saved, next);
    if (terms === null) return;
    const { updateShowDraft } = await api.ask(updateDraftMutation, { input: { draftId: draft.id, terms } });
    setMissing(updateShowDraft.draft.missing);
  });
  const { isBusy, problem, attempt } = useAttempt();
  const publish = () =>
    attempt(async () => {
      if (!(await flush())) return '';
      const { publishShow } = await api.ask(publishShowMutation, { draftId: draft.id });
      if (publishShow.__typename === 'PublishShowPayload') navigate(paths.organizerShow(publishShow.show.id));
      else setMissing(publishShow.missing);
      return '';
    });
  const part = (name: 'times' | 'prices' | 'returns' | 'limits' | 'repeat' | 'clone', content: ReactNode) => (
    <section className="panel planning-form">
      <h2>{t(`planning.part.${name}`)}</h2>
      {content}
    </section>
  );
  return (
    <div className="draft-editor">
      <aside className="panel planning-form draft-state">
        <h2>{t('planning.draft.state')}</h2>
        <MissingList missing={missing} />
        <SaveNote state={state} retry={() => void flush()} />
        <button type="button" className="button" disabled={isBusy} onClick={() => void publish()}>
          {t('planning.draft.publish')}
        </button>
        <FormAnswer done={null} problem={problem} />
        <DeleteDraft draftId={draft.id} />
      </aside>
      <div className="draft-parts">
        <p className="muted">
          {t('planning.draft.zone', { zone: zoneName(draft.terms.startsAt ?? new Date().toISOString(), timeZone) })}
        </p>
        {part('times', <TimesPart fields={fields} change={change} />)}
        {part('prices', <PricesPart fields={fields} change={change} venue={draft.venue} />)}
        {part('returns', <ReturnsPart fields={fields} change={change} />)}
        {part('limits', <LimitsPart fields={fields} change={change} />)}
        {part('repeat', <RunOfDates showId={draft.id} timeZone={timeZone} startsAt={fields.startsAt} before={flush} />)}
        {part('clone', <CloneForm showId={draft.id} timeZone={timeZone} before={flush} />)}
      </div>
    </div>
  );
}
