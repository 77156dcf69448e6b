import { useState } from 'react';
import { graphql, type VariablesOf } from '../../../api/graphql';
import { useApi } from '../../../app/api-context';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';

const createExportMutation = graphql(`
  mutation CreateExport($showId: ID!, $kind: ExportKind!) {
    createExport(input: { showId: $showId, kind: $kind }) {
      url
    }
  }
`);

type ExportKind = VariablesOf<typeof createExportMutation>['kind'];
const kinds: readonly ExportKind[] = ['ORDERS', 'TICKETS', 'SCANS', 'FIGURES'];

/** Files for spreadsheets. Each link is made when it is wanted, and is short-lived. */
export function ExportLinks({ showId }: { readonly showId: string }) {
  const { t } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const [problem, setProblem] = useState<string | null>(null);
  const download = async (kind: ExportKind) => {
    setProblem(null);
    const { createExport } = await api.ask(createExportMutation, { showId, kind });
    location.assign(api.addressOf(createExport.url));
  };
  return (
    <div className="figures-part">
      <h3>{t('organizer.exports.title')}</h3>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      <p className="export-links">
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            className="button button-quiet"
            onClick={() => void download(kind).catch((error: unknown) => setProblem(textOf(error)))}
          >
            {t(`organizer.exports.${kind}`)}
          </button>
        ))}
      </p>
    </div>
  );
}
