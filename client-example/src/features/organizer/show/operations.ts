import { graphql } from '../../../api/graphql';

export const organizerShowQuery = graphql(`
  query OrganizerShow($id: ID!) {
    show(id: $id) {
      id
      startsAt
      status
      viewerPermissions
      event {
        name
      }
      venue {
        name
        city
        timeZone
      }
    }
  }
`);
