import type { ResultOf } from '../../api/graphql';
import { useMessages } from '../../messages/use-messages';
import type { organizerShowQuery } from './show/operations';

export type ShowStatus = NonNullable<ResultOf<typeof organizerShowQuery>['show']>['status'];

const tags: Readonly<Record<ShowStatus, string>> = {
  SCHEDULED: 'tag',
  ON_SALE: 'tag tag-good',
  SALES_PAUSED: 'tag tag-warn',
  SOLD_OUT: 'tag tag-good',
  SALES_CLOSED: 'tag',
  CANCELLED: 'tag tag-bad',
};

export function ShowStatusTag({ status }: { readonly status: ShowStatus }) {
  const { t } = useMessages();
  return <span className={tags[status]}>{t(`organizer.status.${status}`)}</span>;
}
