import { useState } from 'react';
import { graphql, type VariablesOf } from '../../../api/graphql';
import { useApi } from '../../../app/api-context';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import type { Guarded } from '../permissions/permission-of';
import { useMay } from '../permissions/permissions';

const createExportMutation = graphql(`
  mutation CreateExport($showId: ID!, $kind: ExportKind!) {
    createExport(input: { showId: $showId, kind: $kind }) {
      url
    }
  }
`);

type ExportKind = VariablesOf<typeof createExportMutation>['kind'];
const kinds: readonly ExportKind[] = ['ORDERS', 'TICKETS', 'SCANS', 'FIGURES'];
/** A file is for those who may read the same on these pages. */
const readBy: Readonly<Record<ExportKind, Guarded>> = {
  ORDERS: 'orders',
  TICKETS: 'orders',
  SCANS: 'salesFigures',
  FIGURES: 'salesFigures',
};

/** Files for spreadsheets. Each link is made when it is wanted, and is short-lived. */
export function ExportLinks({ showId }: { readonly showId: string }) {
  const { t } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const may = useMay();
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
        {kinds
          .filter((kind) => may(readBy[kind]))
          .map((kind) => (
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
