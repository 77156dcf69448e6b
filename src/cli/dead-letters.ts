import { InvalidArgumentError } from '@commander-js/extra-typings';
import { readDeadLetters, replayDeadLetters } from '../checkout';
import { readDeadMail, replayDeadMail } from '../notifications';
import { decodeIdWithin } from '../platform';
import { type CommandContext, json } from './shared/context';
import { addSubcommands, makeCommand } from './shared/make-command';
import { onDatabase } from './shared/on-database';

export const deadLettersCommand = (context: CommandContext) => {
  const command = makeCommand('dead-letters', context, {
    summary: 'List or retry the payments, refunds and mails that need an operator',
    details:
      'Without a command it lists them. docs/payments.md and docs/notifications.md say what each reason means and what to do.',
    examples: [
      'frontrow dead-letters',
      'frontrow dead-letters --json',
      'frontrow dead-letters replay order_01K…',
      'frontrow dead-letters replay all',
    ],
  })
    .usage('[options] [command]')
    .argument('[command]')
    .option('--json', 'Print the list as JSON')
    .action((word, options) => {
      if (word !== undefined) command.error(`error: unknown command '${word}'. Use: dead-letters replay ORDER`);
      return list(context, options.json === true);
    });
  return addSubcommands(command, [replayCommand(context)]);
};

const list = (context: CommandContext, asJson: boolean) =>
  onDatabase(context, async ({ database }) => {
    const [letters, mail] = [await readDeadLetters(database), await readDeadMail(database)];
    if (asJson) return context.output.result(json({ deadLetters: letters, mail }));
    for (const { orderId, what, because, reference, amountMinor, currency } of letters) {
      const named = `${what} ${reference ?? 'without a reference'}`;
      context.output.result(`order ${orderId}  ${named}  ${amountMinor} ${currency}  ${because}`);
    }
    for (const { orderId, kind, recipient, attempts, lastError } of mail) {
      context.output.result(`order ${orderId}  mail ${kind} to ${recipient}  ${attempts} attempts  ${lastError ?? ''}`);
    }
    if (letters.length + mail.length === 0) context.output.result('There are no dead letters.');
  });

const replayCommand = (context: CommandContext) =>
  makeCommand('replay', context, {
    summary: 'Retry one dead letter, or all of them',
    details: 'Retry after the cause is removed. What fails again becomes a dead letter again.',
    examples: ['frontrow dead-letters replay order_01K…', 'frontrow dead-letters replay all --json'],
  })
    .argument('<order>', 'Id of the order, as the list or the API prints it, or "all"', parseOrder)
    .option('--json', 'Print the number of retried dead letters as JSON')
    .action((order, options) =>
      onDatabase(context, async ({ database, clock }) => {
        const orderId = order === 'all' ? undefined : order;
        const mails = await replayDeadMail(database, clock, orderId === undefined ? {} : { orderId });
        const replayed = (await replayDeadLetters(database, clock, orderId)) + mails;
        context.output.result(options.json ? json({ replayed }) : `Scheduled again: ${replayed}`);
      }),
    );

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Accepts the id of the API as well as the UUID of the database. */
function parseOrder(word: string): string {
  const uuid = word === 'all' || UUID.test(word) ? word : decodeIdWithin('order', word)?.uuid;
  if (uuid === undefined) throw new InvalidArgumentError('Expected the id of an order, or "all".');
  return uuid;
}
