import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Clock } from '../../clock';
import { kindOfId } from '../../ids';
import type { RequestContext } from '../context';
import { asNode, type NodeFetcher } from './node';
import { DateTime } from './scalars';
import { Node } from './shared.types';

@Resolver()
export class BasicsResolver {
  constructor(
    private readonly clock: Clock,
    private readonly nodes: ReadonlyMap<string, NodeFetcher>,
  ) {}

  @Query(() => DateTime, { description: "The current time of the server's clock." })
  serverTime(): Date {
    return this.clock.now();
  }

  @Query(() => Node, { nullable: true, description: 'The object with this id; null if there is none.' })
  async node(@Arg('id', () => ID) id: string, @Ctx() context: RequestContext): Promise<object | null> {
    const fetcher = this.nodes.get(kindOfId(id) ?? '');
    const found = await fetcher?.fetch(id, context);
    return found ? asNode(found, fetcher?.typeName ?? '') : null;
  }
}
