import { graphql, type ResultOf } from '../../../api/graphql';
import { holdFields } from '../ticketing/hold-fields';

export const holdQuery = graphql(
  `
    query Hold($id: ID!) {
      serverTime
      hold(id: $id) {
        ...HoldFields
      }
    }
  `,
  [holdFields],
);

export const holdChangedSubscription = graphql(
  `
    subscription HoldChanged($id: ID!) {
      holdChanged(holdId: $id) {
        ...HoldFields
      }
    }
  `,
  [holdFields],
);

export const extendHoldMutation = graphql(
  `
    mutation ExtendHold($id: ID!) {
      extendHold(input: { holdId: $id }) {
        __typename
        ... on ExtendHoldPayload {
          serverTime
          hold {
            ...HoldFields
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [holdFields],
);

export const releaseHoldMutation = graphql(`
  mutation ReleaseHold($id: ID!) {
    releaseHold(input: { holdId: $id }) {
      __typename
    }
  }
`);

export const purchaseMutation = graphql(`
  mutation Purchase($input: PurchaseInput!) {
    purchase(input: $input) {
      __typename
      ... on PurchasePayload {
        order {
          id
          status
        }
      }
      ... on PaymentDeclined {
        declineCode
      }
      ... on PaymentActionRequired {
        clientSecret
        order {
          id
        }
      }
      ... on Problem {
        message
      }
    }
  }
`);

export const resumePurchaseMutation = graphql(`
  mutation ResumePurchase($orderId: ID!) {
    resumePurchase(input: { orderId: $orderId }) {
      __typename
      ... on PurchasePayload {
        order {
          id
          status
        }
      }
      ... on PaymentDeclined {
        declineCode
      }
      ... on PaymentActionRequired {
        clientSecret
        order {
          id
        }
      }
      ... on Problem {
        message
      }
    }
  }
`);

export type PurchaseResult =
  | ResultOf<typeof purchaseMutation>['purchase']
  | ResultOf<typeof resumePurchaseMutation>['resumePurchase'];
