import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import { typeNameOfNode } from './node';
import { CurrencyCode, SafeInt } from './scalars';

@InterfaceType({
  description: "A thing with an opaque, permanent, globally unique id: the client's cache key.",
  resolveType: (value: object) => typeNameOfNode(value),
})
export abstract class Node {
  @Field(() => ID)
  id!: string;
}

@InterfaceType({
  description: 'A refusal that a buyer can understand and act on. Its type name is its code.',
  resolveType: (value: { kind: string }) => value.kind,
})
export abstract class Problem {
  @Field({ description: 'One sentence, fit to show to the buyer.' })
  message!: string;
}

@ObjectType('Money', { description: 'An exact sum. `amountMinor` 4250 with `EUR` is 42.50 euro.' })
export class MoneyType {
  @Field(() => SafeInt, { description: 'In the smallest unit of `currency`.' })
  amountMinor!: number;

  @Field(() => CurrencyCode)
  currency!: string;
}
