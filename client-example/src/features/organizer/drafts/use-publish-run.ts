import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { type DraftListed, type Missing, publishShowsMutation, showDraftsQuery } from './operations';

/** What became of a run of dates that was published. */
export interface PublishedRun {
  readonly count: number;
  readonly left: readonly LeftDraft[];
}

export interface LeftDraft {
  readonly draft: DraftListed;
  readonly missing: readonly Pick<Missing, 'code' | 'zone'>[];
  /** What the service says where it names nothing that is missing; null where the draft is gone. */
  readonly message: string | null;
}

/**
 * Publishes all drafts of a run, also those that no page has shown yet, by one request; by more where the halls are so large that
 * the service leaves some of them for the next. `progress` is how many are published by now.
 */
export function usePublishRun() {
  const api = useApi();
  const [progress, setProgress] = useState<{ readonly count: number; readonly total: number } | null>(null);

  const draftsOf = async (seriesId: string): Promise<DraftListed[]> => {
    const found: DraftListed[] = [];
    for (let after: string | null = null; ; ) {
      const { nodes, pageInfo }: { nodes: readonly DraftListed[]; pageInfo: Place } = (
        await api.ask(showDraftsQuery, { after })
      ).showDrafts;
      found.push(...nodes.filter((draft) => draft.seriesId === seriesId));
      if (!pageInfo.hasNextPage) return found;
      after = pageInfo.endCursor;
    }
  };

  const publish = async (seriesId: string): Promise<PublishedRun> => {
    try {
      const drafts = await draftsOf(seriesId);
      const byId = new Map(drafts.map((draft) => [draft.id, draft]));
      const left: LeftDraft[] = [];
      let waiting = drafts.map(({ id }) => id);
      let count = 0;
      while (waiting.length > 0) {
        setProgress({ count, total: drafts.length });
        const before = waiting.length;
        const { publishShows } = await api.ask(publishShowsMutation, { draftIds: waiting });
        waiting = [];
        for (const { draftId, result } of publishShows.drafts) {
          const draft = byId.get(draftId);
          if (result.__typename === 'PublishLater') waiting.push(draftId);
          else if (result.__typename === 'PublishedShow') count += 1;
          else if (draft === undefined) continue;
          else if (result.__typename === 'ShowNotReady') left.push({ draft, ...result });
          else left.push({ draft, missing: [], message: null });
        }
        // The service does some of them each time.
        if (waiting.length === before) break;
      }
      return { count, left };
    } finally {
      setProgress(null);
    }
  };
  return { progress, publish };
}

interface Place {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}
