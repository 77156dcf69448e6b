import { graphql, type ResultOf } from '../../../api/graphql';

export const programmeQuery = graphql(`
  query Programme($first: Int!, $after: String, $filter: EventFilter, $now: DateTime!) {
    events(first: $first, after: $after, filter: $filter) {
      nodes {
        id
        name
        category
        performers
        shows(first: 4, startsAfter: $now) {
          nodes {
            id
            startsAt
            status
            salesOpenAt
            waitingRoomActive
            availableCount
            priceMin {
              amountMinor
              currency
            }
            venue {
              name
              city
              timeZone
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export type ProgrammeEvent = ResultOf<typeof programmeQuery>['events']['nodes'][number];
export type ProgrammeShow = ProgrammeEvent['shows']['nodes'][number];

/** What the filters offer: the categories and cities of the events to come. */
export const filterValuesQuery = graphql(`
  query FilterValues($now: DateTime!) {
    events(first: 100) {
      nodes {
        category
        shows(first: 3, startsAfter: $now) {
          nodes {
            venue {
              city
            }
          }
        }
      }
    }
  }
`);
