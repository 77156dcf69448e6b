import { graphql, type ResultOf } from '../../../api/graphql';

export const organizedShowsQuery = graphql(`
  query OrganizedShows($after: String, $from: DateTime) {
    organizedShows(first: 20, after: $after, from: $from) {
      nodes {
        id
        startsAt
        status
        availableCount
        event {
          name
        }
        venue {
          name
          city
          timeZone
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export type OrganizedShow = ResultOf<typeof organizedShowsQuery>['organizedShows']['nodes'][number];
