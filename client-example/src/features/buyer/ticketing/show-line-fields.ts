import { graphql, type ResultOf } from '../../../api/graphql';

/** What `ShowLine` shows of a show. */
export const showLineFields = graphql(`
  fragment ShowLineFields on Show {
    startsAt
    event {
      name
    }
    venue {
      name
      city
      timeZone
    }
  }
`);

export type ShowLineFields = ResultOf<typeof showLineFields>;
