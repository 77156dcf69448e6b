import { graphql, type ResultOf } from '../../../api/graphql';

export const programmeQuery = graphql(`
  query Programme($first: Int!, $filter: EventFilter, $sort: EventSort, $now: DateTime!) {
    events(first: $first, filter: $filter, sort: $sort) {
      correctedText
      nodes {
        id
        name
        category
        performers
        distanceKm
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

/** What the filters offer, and how many events each of it would leave. */
export const facetsQuery = graphql(`
  query Facets($filter: EventFilter) {
    events(first: 1, filter: $filter) {
      facets {
        categories {
          value
          count
        }
        cities {
          value
          count
        }
        months {
          value
          count
        }
      }
    }
  }
`);

export const trendingQuery = graphql(`
  query Trending {
    events(first: 4, filter: { trending: true }, sort: TRENDING) {
      nodes {
        id
        name
      }
    }
  }
`);

export const suggestQuery = graphql(`
  query Suggest($text: String!) {
    suggest(text: $text, first: 6) {
      text
      kind
    }
  }
`);

export type Suggestion = ResultOf<typeof suggestQuery>['suggest'][number];
