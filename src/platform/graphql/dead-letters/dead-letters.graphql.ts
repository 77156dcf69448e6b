import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, pageArgs } from '../schema/connection';
import { DateTime } from '../schema/scalars';
import { type DeadLetterKind, deadLetterKinds } from './dead-letter';

export const DeadLetterKindEnum = Object.fromEntries(deadLetterKinds.map((kind) => [kind, kind]));

registerEnumType(DeadLetterKindEnum, {
  name: 'DeadLetterKind',
  description: 'What the service could not finish by itself.',
});

@ObjectType('DeadLetter', {
  description: 'Something that the service could not finish by itself, and that needs an operator.',
})
export class DeadLetterType {
  @Field(() => ID)
  id!: string;

  @Field(() => DeadLetterKindEnum)
  kind!: DeadLetterKind;

  @Field({ description: 'What it is, in a few words.' })
  about!: string;

  @Field({ description: 'Why it was given up.' })
  reason!: string;

  @Field(() => ID, { nullable: true, description: 'The order or the endpoint that it belongs to.' })
  subjectId!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was written, where that is known.' })
  createdAt!: Date | null;
}

export const { ConnectionType: DeadLetterConnection } = connectionOf('DeadLetter', () => DeadLetterType);

@ArgsType()
export class DeadLettersArgs extends pageArgs('DeadLetters', 20) {
  @Field(() => DeadLetterKindEnum, { nullable: true, description: 'Without one, all kinds, one after the other.' })
  kind?: DeadLetterKind | null;
}

@InputType({ description: 'Which dead letters; what is named together must hold together.' })
export class ReplayDeadLettersInput {
  @Field(() => [ID], { nullable: true, description: 'At most 100 ids of dead letters.' })
  ids?: string[] | null;

  @Field(() => DeadLetterKindEnum, { nullable: true })
  kind?: DeadLetterKind | null;

  @Field(() => ID, { nullable: true, description: 'All of one order or endpoint.' })
  subjectId?: string | null;
}

@ObjectType()
export class ReplayDeadLettersPayload {
  @Field(() => Int, { description: 'How many are tried again. What fails again becomes a dead letter again.' })
  replayedCount!: number;
}
