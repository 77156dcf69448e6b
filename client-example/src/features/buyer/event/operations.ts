import { graphql, type ResultOf } from '../../../api/graphql';

export const eventQuery = graphql(`
  query Event($id: ID!, $now: DateTime!) {
    event(id: $id) {
      id
      name
      category
      description
      performers
      shows(first: 50, startsAfter: $now) {
        nodes {
          id
          startsAt
          doorsAt
          status
          salesOpenAt
          waitingRoomActive
          availableCount
          priceMin {
            amountMinor
            currency
          }
          priceMax {
            amountMinor
            currency
          }
          venue {
            name
            address
            city
            timeZone
          }
        }
      }
    }
  }
`);

export type EventShow = NonNullable<ResultOf<typeof eventQuery>['event']>['shows']['nodes'][number];
