import { type Connection, connect, pageOf, type RequestContext, requireOrganizer, type SqlExecutor } from '../platform';
import { decodeIdCursor, encodeIdCursor } from './cursors';
import type { OrganizedList } from './organized.sql';

export const ORGANIZED_FIRST_MAX = 100;

interface Organized<Row, Node> {
  readonly list: OrganizedList;
  readonly present: (row: Row) => Node;
  /** A UUID. */
  readonly idOf: (node: Node) => string;
}

/**
 * A page of what the caller and their organizations run, or of all for an admin; the latest first.
 *
 * @throws UNAUTHENTICATED without a caller, FORBIDDEN for who organizes nothing, BAD_USER_INPUT for a wrong cursor
 */
export async function organizedPage<Row extends object, Node extends object>(
  database: SqlExecutor,
  request: RequestContext,
  args: Parameters<typeof pageOf>[0],
  { list, present, idOf }: Organized<Row, Node>,
): Promise<Connection<Node>> {
  const { id, roles } = requireOrganizer(request);
  const page = pageOf(args, ORGANIZED_FIRST_MAX);
  const place = [decodeIdCursor(page.after), page.first + 1];
  const rows = roles.has('admin')
    ? await database.run<Row>(list.all, place)
    : await database.run<Row>(list.ofOrganizer, [id, ...place]);
  return connect(rows.map(present), page, (node) => encodeIdCursor(idOf(node)));
}
