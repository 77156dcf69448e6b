import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { decodeIdWithin, kindOfId } from '../../ids';
import { type RequestContext, requireRole } from '../context';
import { badUserInput } from '../errors';
import { Work } from '../limits/field-limits';
import { type Connection, connect, decodeCursor, encodeCursor, pageOf } from '../schema/connection';
import {
  type DeadLetter,
  type DeadLetterKind,
  type DeadLetterSource,
  deadLetterKinds,
  decodeDeadLetterId,
  encodeDeadLetterId,
  readDeadLetters,
} from './dead-letter';
import {
  DeadLetterConnection,
  DeadLettersArgs,
  DeadLetterType,
  ReplayDeadLettersInput,
  ReplayDeadLettersPayload,
} from './dead-letters.graphql';

const LETTERS_PER_PAGE_MAX = 100;

/** What waits for an operator, from every module that has such a thing. */
@Resolver()
export class DeadLettersResolver {
  constructor(private readonly sources: readonly DeadLetterSource[]) {}

  @Work({ statements: 3 })
  @Query(() => DeadLetterConnection, {
    description: 'For admins: payments, refunds, mails and webhooks that the service could not finish by itself.',
  })
  async deadLetters(
    @Args(() => DeadLettersArgs) args: DeadLettersArgs,
    @Ctx() request: RequestContext,
  ): Promise<Connection<DeadLetterType>> {
    requireRole(request, 'admin');
    const page = pageOf(args, LETTERS_PER_PAGE_MAX);
    const wanted = { first: page.first + 1, after: page.after === null ? null : afterOf(page.after) };
    const letters = await readDeadLetters(this.sourcesOf(args.kind ?? null), wanted);
    return connect(letters.map(viewOf), page, ({ id }) => encodeCursor(id));
  }

  @Mutation(() => ReplayDeadLettersPayload, {
    description: 'For admins: has dead letters tried again, by ids or by a filter.',
  })
  async replayDeadLetters(
    @Arg('input', () => ReplayDeadLettersInput) { ids = null, kind = null, subjectId = null }: ReplayDeadLettersInput,
    @Ctx() request: RequestContext,
  ): Promise<ReplayDeadLettersPayload> {
    const { id: callerId } = requireRole(request, 'admin');
    if (ids === null && kind === null && subjectId === null)
      throw badUserInput('Name "ids", a "kind" or a "subjectId".');
    const subject = subjectId === null ? null : subjectOf(subjectId);
    const named = ids?.map((id) => decodeDeadLetterId(id)) ?? null;
    if (named?.includes(null)) throw badUserInput('"ids" has an id that is not one of a dead letter.');
    let replayedCount = 0;
    for (const source of this.sourcesOf(kind)) {
      const keys = named?.flatMap((letter) => (letter?.kind === source.kind ? [letter.key] : []));
      if (keys?.length === 0) continue;
      replayedCount += await source.replay({
        ...(keys === undefined ? {} : { keys }),
        ...(subject === null ? {} : { subject }),
      });
    }
    request.logger.info({ callerId, ids, kind, subjectId, replayedCount }, 'Dead letters are tried again');
    return { replayedCount };
  }

  private sourcesOf(kind: DeadLetterKind | null): readonly DeadLetterSource[] {
    return this.sources.filter((source) => kind === null || source.kind === kind);
  }
}

const viewOf = (letter: DeadLetter): DeadLetterType => {
  const { kind, about, reason, subjectId, createdAt } = letter;
  return { id: encodeDeadLetterId(letter), kind, about, reason, subjectId, createdAt };
};

/** The letter in a cursor. */
function afterOf(after: string): Pick<DeadLetter, 'kind' | 'key'> {
  const [id] = decodeCursor(after, 1);
  const letter = typeof id === 'string' ? decodeDeadLetterId(id) : null;
  // An invalid cursor gives the end of the list rather than a database error.
  return letter ?? { kind: deadLetterKinds.at(-1) ?? 'MAIL', key: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
}

/** The UUID in whatever public id. */
function subjectOf(id: string): string {
  const found = decodeIdWithin(kindOfId(id) ?? '', id);
  if (found === null) throw badUserInput('"subjectId" is not an id of the API.');
  return found.uuid;
}
