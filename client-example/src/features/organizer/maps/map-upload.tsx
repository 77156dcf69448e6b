import { type ChangeEvent, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { Field, TextField } from '../forms/field';
import { FormAnswer } from '../forms/form-answer';
import { useAttempt } from '../seats/use-attempt';
import { type CheckedMap, checkMap, nameOfFile, publishMap } from './check-map';
import { MapFaults } from './map-faults';
import { MapPreview } from './map-preview';

interface MapUploadProps {
  readonly venueId: string;
  readonly onPublished: () => void;
}

interface Checked {
  /** The bytes of when it was checked: the file on the disk may change meanwhile. */
  readonly file: Blob;
  readonly report: CheckedMap;
}

/** A file is chosen, reported on and drawn, and then published. */
export function MapUpload({ venueId, onPublished }: MapUploadProps) {
  const { t } = useMessages();
  const api = useApi();
  const [checked, setChecked] = useState<Checked | null>(null);
  const [name, setName] = useState('');
  const { isBusy, problem, done, attempt } = useAttempt();

  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = target.files ?? [];
    if (chosen === undefined) return;
    const proposed = nameOfFile(chosen.name);
    target.value = '';
    setChecked(null);
    void attempt(async () => {
      const file = new Blob([await chosen.arrayBuffer()]);
      const report = await checkMap(api, venueId, file, proposed);
      setName(report.map?.name ?? proposed);
      setChecked({ file, report });
      return '';
    });
  };
  const publish = ({ file }: Checked) =>
    attempt(async () => {
      const { map } = await publishMap(api, venueId, file, name.trim());
      setChecked(null);
      onPublished();
      return t('planning.map.wasPublished', { name: map?.name ?? '' });
    });

  const report = checked?.report ?? null;
  return (
    <>
      <Field label={t('planning.map.file')} hint={t('planning.map.fileHint')}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="file"
            accept=".csv,.json,.txt,.tsv"
            disabled={isBusy}
            onChange={choose}
          />
        )}
      </Field>
      {isBusy && checked === null && <Loading />}
      <FormAnswer done={done || null} problem={problem} />
      {report !== null && report.map === null && <MapFaults report={report} />}
      {checked !== null && report?.map != null && (
        <section className="planning-form" aria-label={report.map.name}>
          <p className="notice" role="status">
            {t('planning.map.sound', { count: report.map.seatCount })}{' '}
            {t('planning.map.sections', { count: report.map.sectionCount })},{' '}
            {t('planning.map.zoneCount', { count: report.map.zones.length })}
          </p>
          {report.notes.length > 0 && (
            <ul className="map-notes">
              {report.notes.map((note) => (
                <li key={note} lang="en">
                  {note}
                </li>
              ))}
            </ul>
          )}
          {report.geometry !== null && <MapPreview file={report.geometry} />}
          {report.format !== 'frontrow' && (
            <TextField label={t('planning.map.name')} value={name} onText={setName} maxLength={60} required />
          )}
          <div className="button-row">
            <button
              type="button"
              className="button"
              disabled={isBusy || name.trim() === ''}
              onClick={() => void publish(checked)}
            >
              {t('planning.map.publish')}
            </button>
            <button type="button" className="button button-quiet" disabled={isBusy} onClick={() => setChecked(null)}>
              {t('planning.map.discard')}
            </button>
          </div>
        </section>
      )}
    </>
  );
}
