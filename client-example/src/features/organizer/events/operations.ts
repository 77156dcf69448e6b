import { graphql, type ResultOf } from '../../../api/graphql';

export const organizedEventsQuery = graphql(`
  query OrganizedEvents($after: String) {
    organizedEvents(first: 20, after: $after) {
      nodes {
        id
        name
        category
        performers
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const organizerEventQuery = graphql(`
  query OrganizerEvent($id: ID!, $from: DateTime!) {
    event(id: $id) {
      id
      name
      viewerPermissions
      description
      category
      performers
      shows(first: 50, startsAfter: $from) {
        nodes {
          id
          startsAt
          status
          venue {
            name
            city
            timeZone
          }
        }
      }
    }
  }
`);

export const createEventMutation = graphql(`
  mutation CreateEvent($input: CreateEventInput!) {
    createEvent(input: $input) {
      event {
        id
      }
    }
  }
`);

export const updateEventMutation = graphql(`
  mutation UpdateEvent($input: UpdateEventInput!) {
    updateEvent(input: $input) {
      event {
        id
      }
    }
  }
`);

export type OrganizerEvent = NonNullable<ResultOf<typeof organizerEventQuery>['event']>;
