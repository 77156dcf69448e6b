import { graphql, type ResultOf, type VariablesOf } from '../../../api/graphql';

export const datesOfPatternQuery = graphql(`
  query DatesOfPattern($showId: ID!, $pattern: DatePatternInput!) {
    datesOfPattern(showId: $showId, pattern: $pattern) {
      localTime
      startsAt
      isMoved
    }
  }
`);

export const repeatShowMutation = graphql(`
  mutation RepeatShow($input: RepeatShowInput!) {
    repeatShow(input: $input) {
      draftCount
    }
  }
`);

export const cloneShowMutation = graphql(`
  mutation CloneShow($showId: ID!, $startsAt: DateTime) {
    cloneShow(input: { showId: $showId, startsAt: $startsAt }) {
      draft {
        id
      }
    }
  }
`);

export type PatternDate = ResultOf<typeof datesOfPatternQuery>['datesOfPattern'][number];
export type DatePattern = VariablesOf<typeof datesOfPatternQuery>['pattern'];
export type Weekday = DatePattern['weekdays'][number];
export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
