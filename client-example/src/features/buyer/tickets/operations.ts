import { graphql, type ResultOf } from '../../../api/graphql';

export const orderTicketsQuery = graphql(`
  query OrderTickets($id: ID!) {
    order(id: $id) {
      id
      show {
        startsAt
        doorsAt
        ticketsVisibleFrom
        event { name }
        venue { name city timeZone }
      }
      tickets {
        id
        seat { id label description }
        status
        endReason
        holderName
        code
        entrance
        pdfUrl
        appleWalletUrl
        googleWalletUrl
      }
    }
  }
`);

export type OrderTickets = NonNullable<ResultOf<typeof orderTicketsQuery>['order']>;
export type Ticket = OrderTickets['tickets'][number];
export type TicketShow = OrderTickets['show'];
