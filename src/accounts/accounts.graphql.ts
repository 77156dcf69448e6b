import { Field, InputType, ObjectType } from 'type-graphql';
import { DateTime, EmailAddress, Node } from '../platform';

@ObjectType({ implements: Node, description: 'The caller, as identified by the bearer token.' })
export class Viewer extends Node {
  @Field(() => EmailAddress, { nullable: true })
  email!: string | null;

  /** The caller's UUID, for the fields that other modules add. */
  callerId!: string;
}

@InputType()
export class CreateGuestSessionInput {
  @Field(() => EmailAddress, {
    nullable: true,
    description: 'The address to which tickets are sent. It may also be given later, with the purchase.',
  })
  email?: string | null;
}

@ObjectType()
export class CreateGuestSessionPayload {
  @Field({
    description:
      "Send it as `Authorization: Bearer …`, or as `authorization` in the WebSocket's connection parameters.",
  })
  token!: string;

  @Field(() => DateTime)
  expiresAt!: Date;

  @Field(() => Viewer)
  viewer!: Viewer;
}
