import type { NotificationsContext } from '../context';
import type { Attempt, AttemptResult, Claimed } from '../ledger/notification';
import { claim } from '../ledger/notifications.sql';
import { composeMail } from '../mail/compose';
import { type MailFacts, readMailFacts } from '../mail/read-mail-facts';
import { whyOutdated } from '../mail/why-outdated';
import type { Breaker } from './breaker';
import { classifyFailure } from './classify-failure';
import type { MailTransport } from './mail-transport';
import { columnsOf, type ResultRecorder } from './result-recorder';
import { nextAttemptAt } from './retry-schedule';

interface Delivery {
  readonly leaseMs: number;
  readonly transport: MailTransport;
  readonly recorder: ResultRecorder;
  readonly breaker: Breaker;
}

/** Begins attempts, sends the messages, and records how each ended. Attempts that another process has begun are left out. */
export async function sendBatch(
  context: NotificationsContext,
  attempts: readonly Attempt[],
  delivery: Delivery,
): Promise<void> {
  const { database, clock } = context;
  const { breaker, recorder, leaseMs } = delivery;
  let claimed: Claimed[];
  try {
    const until = new Date(clock.now().getTime() + leaseMs);
    claimed = await database.run<Claimed>(claim, [...columnsOf(attempts), until]);
  } catch (error) {
    breaker.withdraw();
    throw error;
  }
  if (claimed.every(({ isSuppressed, isUnwanted }) => isSuppressed || isUnwanted)) breaker.withdraw();
  recorder.begin(claimed);
  const facts = await readMailFacts(context, claimed).catch((error: unknown) => error);
  await Promise.all(
    claimed.map(async (message) => {
      await recorder.end(message, await attemptToSend(context, message, facts, delivery));
    }),
  );
}

async function attemptToSend(
  context: NotificationsContext,
  message: Claimed,
  facts: unknown,
  { transport, breaker }: Delivery,
): Promise<AttemptResult> {
  const { logger, sentCount, clock } = context;
  const { id: notificationId, kind, orderId, attempts } = message;
  const about = { notificationId, kind, orderId, attempts };
  if (message.isSuppressed) {
    sentCount.inc({ kind, outcome: 'suppressed' });
    return { kind: 'Suppressed' };
  }
  if (message.isUnwanted) return dropped('Its reader does not want this kind of mail');
  let providerId: string;
  try {
    if (!(facts instanceof Map)) throw facts;
    const ofMessage: MailFacts | undefined = facts.get(message.id);
    if (ofMessage === undefined) throw new Error('What the mail is about is not there');
    const outdated = whyOutdated(message, ofMessage, clock.now());
    if (outdated !== null) {
      breaker.withdraw();
      return dropped(outdated);
    }
    const mail = await composeMail(context, message, ofMessage);
    context.atCrashPoint('mail composed');
    try {
      providerId = await transport.send(mail);
    } catch (error) {
      return failed(classifyFailure(error));
    }
  } catch (error) {
    // Ours, not the server's: a fault of the database, or a mail that cannot be composed.
    breaker.withdraw();
    logger.error({ ...about, err: error }, 'A mail could not be composed');
    return retry(error instanceof Error ? error.message : String(error));
  }
  context.atCrashPoint('mail accepted');
  breaker.answered();
  sentCount.inc({ kind, outcome: 'sent' });
  return { kind: 'Sent', providerId };

  function dropped(reason: string): AttemptResult {
    sentCount.inc({ kind, outcome: 'dropped' });
    return { kind: 'Dropped', reason };
  }

  function failed(failure: ReturnType<typeof classifyFailure>): AttemptResult {
    if (failure.kind === 'ServerAway') {
      if (breaker.failed()) logger.warn({ error: failure.error }, 'The mail server is away; it is tried again later');
    } else {
      breaker.answered();
    }
    if (failure.kind !== 'Refused') return retry(failure.error);
    sentCount.inc({ kind, outcome: 'refused' });
    logger.warn({ ...about, error: failure.error }, 'A mail was refused: frontrow dead-letters lists it');
    return { kind: 'Failed', error: failure.error, isHardBounce: failure.isHardBounce };
  }

  function retry(error: string): AttemptResult {
    const at = nextAttemptAt(attempts, clock.now());
    if (at !== null) {
      sentCount.inc({ kind, outcome: 'retried' });
      return { kind: 'RetryAt', at, error };
    }
    sentCount.inc({ kind, outcome: 'failed' });
    logger.error({ ...about, error }, 'A mail was tried too often: frontrow dead-letters lists it');
    return { kind: 'Failed', error, isHardBounce: false };
  }
}
