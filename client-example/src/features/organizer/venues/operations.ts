import { graphql, type ResultOf } from '../../../api/graphql';

export const organizedVenuesQuery = graphql(`
  query OrganizedVenues($after: String) {
    organizedVenues(first: 20, after: $after) {
      nodes {
        id
        name
        city
        capacity
        seatMaps {
          version
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const venueQuery = graphql(`
  query OrganizerVenue($id: ID!) {
    node(id: $id) {
      ... on Venue {
        id
        name
        viewerPermissions
        address
        city
        countryCode
        timeZone
        latitude
        longitude
        capacity
        seatMaps {
          version
          name
          seatCount
          url
          publishedAt
        }
      }
    }
  }
`);

export const createVenueMutation = graphql(`
  mutation CreateVenue($input: CreateVenueInput!) {
    createVenue(input: $input) {
      venue {
        id
      }
    }
  }
`);

export const updateVenueMutation = graphql(`
  mutation UpdateVenue($input: UpdateVenueInput!) {
    updateVenue(input: $input) {
      venue {
        id
      }
    }
  }
`);

export type VenueView = Extract<NonNullable<ResultOf<typeof venueQuery>['node']>, { readonly timeZone: string }>;
export type VenueMap = NonNullable<VenueView['seatMaps']>[number];
