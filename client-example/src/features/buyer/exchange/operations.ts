import { graphql, type ResultOf } from '../../../api/graphql';

const quoteFields = graphql(`
  fragment ExchangeQuoteFields on ExchangeQuote {
    id
    expiresAt
    paid {
      amountMinor
      currency
    }
    price {
      amountMinor
      currency
    }
    due {
      amountMinor
      currency
    }
    refund {
      amountMinor
      currency
    }
    hold {
      id
      seats {
        id
        label
        description
      }
    }
  }
`);

export type ExchangeQuote = ResultOf<typeof quoteFields>;

export const quoteExchangeMutation = graphql(
  `
    mutation QuoteExchange($input: QuoteExchangeInput!) {
      quoteExchange(input: $input) {
        __typename
        ... on ExchangeQuote {
          ...ExchangeQuoteFields
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [quoteFields],
);

export const commitExchangeMutation = graphql(`
  mutation CommitExchange($input: CommitExchangeInput!) {
    commitExchange(input: $input) {
      __typename
      ... on CommitExchangePayload {
        order {
          id
        }
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
