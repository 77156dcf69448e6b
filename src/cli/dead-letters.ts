import { InvalidArgumentError } from '@commander-js/extra-typings';
import {
  type DeadLetter,
  type DeadLetterKind,
  type DeadLetterSource,
  deadLetterKinds,
  decodeDeadLetterId,
  decodeIdWithin,
  encodeDeadLetterId,
} from '../platform';
import { type CommandContext, json } from './shared/context';
import { deadLetterSources } from './shared/dead-letter-sources';
import { addSubcommands, makeCommand } from './shared/make-command';
import { onDatabase } from './shared/on-database';

const kindNames = deadLetterKinds.map((kind) => kind.toLowerCase()).join(', ');

export const deadLettersCommand = (context: CommandContext) => {
  const command = makeCommand('dead-letters', context, {
    summary: 'List or retry the payments, refunds, mails and webhooks that need an operator',
    details:
      'Without a command it lists them. docs/payments.md, docs/notifications.md and docs/webhooks.md say what each reason means and what to do.',
    examples: [
      'frontrow dead-letters',
      'frontrow dead-letters --kind mail --json',
      'frontrow dead-letters replay order_01K…',
      'frontrow dead-letters replay all',
    ],
  })
    .usage('[options] [command]')
    .argument('[command]')
    .option('--kind <kind>', `Only these: ${kindNames}`, parseKind)
    .option('--json', 'Print the list as JSON')
    .action((word, options) => {
      if (word !== undefined) command.error(`error: unknown command '${word}'. Use: dead-letters replay ORDER`);
      return list(context, options.kind, options.json === true);
    });
  return addSubcommands(command, [replayCommand(context)]);
};

const LETTERS_PER_PAGE = 1000;

const list = (context: CommandContext, kind: DeadLetterKind | undefined, asJson: boolean) =>
  onDatabase(context, async ({ database, clock }) => {
    const letters: DeadLetter[] = [];
    for (const source of sourcesOf(deadLetterSources(database, clock), kind)) letters.push(...(await readAll(source)));
    if (asJson) return context.output.result(json({ deadLetters: letters.map(viewOf) }));
    for (const letter of letters) {
      const { subjectText, about, reason } = letter;
      const id = encodeDeadLetterId(letter);
      context.output.result([...(subjectText === '' ? [] : [subjectText]), about, reason, id].join('  '));
    }
    if (letters.length === 0) context.output.result('There are no dead letters.');
  });

async function readAll(source: DeadLetterSource): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (;;) {
    const page = await source.read({ first: LETTERS_PER_PAGE, after: letters.at(-1)?.key ?? null });
    letters.push(...page);
    if (page.length < LETTERS_PER_PAGE) return letters;
  }
}

const sourcesOf = (sources: readonly DeadLetterSource[], kind: DeadLetterKind | undefined) =>
  sources.filter((source) => kind === undefined || source.kind === kind);

const viewOf = (letter: DeadLetter) => {
  const { kind, about, reason, subjectId, createdAt } = letter;
  return { id: encodeDeadLetterId(letter), kind, about, reason, subjectId, createdAt };
};

const replayCommand = (context: CommandContext) =>
  makeCommand('replay', context, {
    summary: 'Retry one dead letter, those of an order, or all of them',
    details: 'Retry after the cause is removed. What fails again becomes a dead letter again.',
    examples: [
      'frontrow dead-letters replay order_01K…',
      'frontrow dead-letters replay all --kind mail',
      'frontrow dead-letters replay dead-mail_01K… --json',
    ],
  })
    .argument('<order>', 'Id of a dead letter or of an order, as the list or the API prints it, or "all"', parseTarget)
    .option('--kind <kind>', `Only these: ${kindNames}`, parseKind)
    .option('--json', 'Print the number of retried dead letters as JSON')
    .action((target, options) =>
      onDatabase(context, async ({ database, clock }) => {
        let replayed = 0;
        for (const source of sourcesOf(deadLetterSources(database, clock), options.kind)) {
          if ('kind' in target && target.kind !== source.kind) continue;
          replayed += await source.replay('kind' in target ? { keys: [target.key] } : target);
        }
        context.output.result(options.json ? json({ replayed }) : `Scheduled again: ${replayed}`);
      }),
    );

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Target = Pick<DeadLetter, 'kind' | 'key'> | { readonly subject?: string };

/** Accepts the id of the API as well as the UUID of the database. */
function parseTarget(word: string): Target {
  if (word === 'all') return {};
  const letter = decodeDeadLetterId(word);
  if (letter !== null) return letter;
  const uuid = UUID.test(word) ? word : decodeIdWithin('order', word)?.uuid;
  if (uuid === undefined) throw new InvalidArgumentError('Expected the id of a dead letter or of an order, or "all".');
  return { subject: uuid };
}

function parseKind(word: string): DeadLetterKind {
  const kind = deadLetterKinds.find((it) => it === word.toUpperCase());
  if (kind === undefined) throw new InvalidArgumentError(`Expected one of these: ${kindNames}.`);
  return kind;
}
