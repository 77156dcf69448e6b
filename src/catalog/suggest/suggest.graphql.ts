import { Field, ObjectType, registerEnumType } from 'type-graphql';

export const SuggestionKind = { EVENT: 'EVENT', PERFORMER: 'PERFORMER', VENUE: 'VENUE', CITY: 'CITY' } as const;
export type SuggestionKind = keyof typeof SuggestionKind;

registerEnumType(SuggestionKind, {
  name: 'SuggestionKind',
  valuesConfig: {
    EVENT: { description: 'For `filter.text`.' },
    PERFORMER: { description: 'For `filter.performer` or `filter.text`.' },
    VENUE: { description: 'For `filter.text`.' },
    CITY: { description: 'For `filter.city`.' },
  },
});

@ObjectType()
export class Suggestion {
  @Field()
  text!: string;

  @Field(() => SuggestionKind)
  kind!: SuggestionKind;
}
