import { graphql, type ResultOf, type VariablesOf } from '../../../api/graphql';

export const showDraftsQuery = graphql(`
  query ShowDrafts($after: String) {
    showDrafts(first: 50, after: $after) {
      nodes {
        id
        seriesId
        viewerPermissions
        terms {
          startsAt
        }
        missing {
          code
        }
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

export const showDraftQuery = graphql(`
  query ShowDraft($id: ID!) {
    showDraft(id: $id) {
      id
      showId
      seriesId
      viewerPermissions
      terms {
        startsAt
        doorsAt
        salesOpenAt
        salesCloseAt
        refundUntil
        returnSteps {
          sharePercent
          hoursBefore
        }
        returnFeeMinor
        withoutReturns
        exchangeRule
        currency
        seatMapVersion
        priceTiers {
          zone
          name
          amountMinor
        }
        seatsPerBuyerMax
        holdSeconds
        ticketsVisibleFrom
        allowsReentry
        accessibleReleaseAt
        accessibleReleaseWhenSoldOut
        singleSeatRule
        allowsSingleAtAisle
        waitingRoom {
          admissionsPerMinute
          shopSize
        }
      }
      missing {
        code
        message
        zone
      }
      event {
        id
        name
      }
      venue {
        id
        name
        city
        timeZone
        seatMaps {
          version
          name
          seatCount
          url
        }
      }
    }
  }
`);

export const createDraftMutation = graphql(`
  mutation CreateShowDraft($input: CreateShowDraftInput!) {
    createShowDraft(input: $input) {
      draft {
        id
      }
    }
  }
`);

export const updateDraftMutation = graphql(`
  mutation UpdateShowDraft($input: UpdateShowDraftInput!) {
    updateShowDraft(input: $input) {
      draft {
        missing {
          code
          message
          zone
        }
      }
    }
  }
`);

export const deleteDraftMutation = graphql(`
  mutation DeleteShowDraft($draftId: ID!) {
    deleteShowDraft(input: { draftId: $draftId }) {
      draftId
    }
  }
`);

export const publishShowMutation = graphql(`
  mutation PublishShow($draftId: ID!) {
    publishShow(input: { draftId: $draftId }) {
      __typename
      ... on PublishShowPayload {
        show {
          id
        }
      }
      ... on ShowNotReady {
        missing {
          code
          message
          zone
        }
      }
      ... on Problem {
        message
      }
    }
  }
`);

export const publishShowsMutation = graphql(`
  mutation PublishShows($draftIds: [ID!]!) {
    publishShows(input: { draftIds: $draftIds }) {
      drafts {
        draftId
        result {
          __typename
          ... on ShowNotReady {
            missing {
              code
              zone
            }
          }
          ... on Problem {
            message
          }
        }
      }
    }
  }
`);

export type DraftListed = ResultOf<typeof showDraftsQuery>['showDrafts']['nodes'][number];
export type DraftView = NonNullable<ResultOf<typeof showDraftQuery>['showDraft']>;
export type DraftTerms = DraftView['terms'];
export type Missing = DraftView['missing'][number];
/** What `updateShowDraft` takes. */
export type DraftTermsInput = VariablesOf<typeof updateDraftMutation>['input']['terms'];
