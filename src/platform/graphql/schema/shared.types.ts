import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import { Kept, KeptForAMoment } from '../kept-results';
import { typeNameOfNode } from './node';
import { CurrencyCode, SafeInt } from './scalars';

@InterfaceType({
  description: 'An object with an opaque, permanent, globally unique id, which clients can use as their cache key.',
  resolveType: (value: object) => typeNameOfNode(value),
})
export abstract class Node {
  @Kept()
  @KeptForAMoment()
  @Field(() => ID)
  id!: string;
}

@InterfaceType({
  description: 'A refusal that a buyer can act on. Its type name is its code.',
  resolveType: (value: { kind: string }) => value.kind,
})
export abstract class Problem {
  @Field({ description: 'One sentence that can be shown to the buyer.' })
  message!: string;
}

@ObjectType('Money', { description: 'An exact amount. `amountMinor` 4250 with `EUR` is 42.50 euro.' })
export class MoneyType {
  @Field(() => SafeInt, { description: 'In the smallest unit of `currency`.' })
  amountMinor!: number;

  @Field(() => CurrencyCode)
  currency!: string;
}
