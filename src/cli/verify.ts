import { findPayments } from '../backing-services';
import { compareLedgers, verifyOrders } from '../checkout';
import { verifyLedger } from '../inventory';
import { openProvider, withDesk } from '../payments';
import type { Verified } from '../platform';
import { verifyFigures } from '../reports';
import { verifyTickets } from '../tickets';
import { type CommandContext, json } from './shared/context';
import { exitCodes } from './shared/exit-codes';
import { makeCommand } from './shared/make-command';
import { type DatabaseContext, onDatabase } from './shared/on-database';

const COMPARED_DAYS = 30;

export const verifyCommand = (context: CommandContext) =>
  makeCommand('verify', context, {
    summary: 'Check the whole database for damage, and compare it with the payment provider',
    details:
      'Checks every seat, hold, order, payment and ticket, and the payments of the last ' +
      `${COMPARED_DAYS} days with the provider's ledger where a provider is known. It only reads, and may run beside ` +
      'the service. Exits with 1 if an invariant is broken.',
    examples: ['frontrow verify', 'frontrow verify --json | jq .ok'],
  })
    .option('--json', 'Print the result as JSON')
    .action((options) =>
      onDatabase(context, async (on) => {
        const verified = await verifyAll(context, on);
        const broken = verified.filter(({ damages }) => damages.length > 0);
        if (broken.length > 0) context.exitCode = exitCodes.failed;
        context.output.result(options.json ? json({ ok: broken.length === 0, verified }) : report(verified));
      }),
    );

async function verifyAll(
  { output }: CommandContext,
  { config, database, clock }: DatabaseContext,
): Promise<Verified[]> {
  const before = clock.now();
  output.progress('Checking the seats and holds …');
  const verified = await verifyLedger(database, before);
  output.progress('Checking the orders and payments …');
  verified.push(...(await verifyOrders(database)));
  output.progress('Checking the tickets …');
  verified.push(...(await verifyTickets(database)));
  output.progress('Checking the figures …');
  verified.push(...(await verifyFigures(database)));
  const settings = await findPayments(config);
  if (settings === null) {
    output.progress('No payment provider is known here: its ledger is not compared.');
    return verified;
  }
  output.progress(`Comparing the payments of ${COMPARED_DAYS} days with the provider …`);
  const provider = withDesk(openProvider(settings), database, clock);
  const from = new Date(before.getTime() - COMPARED_DAYS * 86_400_000);
  verified.push(await compareLedgers({ database, provider }, { from, before }).finally(provider.close));
  return verified;
}

function report(verified: readonly Verified[]): string {
  const broken = verified.filter(({ damages }) => damages.length > 0).length;
  return [
    ...verified.flatMap(({ invariant, checkedCount, damages }) => [
      `${damages.length === 0 ? 'holds  ' : 'BROKEN '} ${invariant} (${checkedCount} checked)`,
      ...damages.map((damage) => `          ${damage}`),
    ]),
    broken === 0 ? 'No damage found.' : `${broken} of ${verified.length} invariants are broken.`,
  ].join('\n');
}
