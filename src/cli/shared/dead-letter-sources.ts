import { paymentDeadLetters } from '../../checkout';
import { mailDeadLetters } from '../../notifications';
import type { Clock, DeadLetterSource, SqlExecutor } from '../../platform';
import { webhookDeadLetters } from '../../webhooks';

/** Everything that may wait for an operator, as the service lists it. */
export const deadLetterSources = (database: SqlExecutor, clock: Clock): readonly DeadLetterSource[] => [
  ...paymentDeadLetters(database, clock),
  mailDeadLetters(database, clock),
  webhookDeadLetters(database, clock),
];
