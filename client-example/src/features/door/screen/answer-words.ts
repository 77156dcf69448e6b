import type { MessagesContext } from '../../../messages/use-messages';
import type { ScanRecord } from '../gate/answer';

/** The answer in a few words. */
export function titleOf({ answer, direction }: ScanRecord, t: MessagesContext['t']): string {
  if (answer.kind === 'accepted' && direction === 'OUT') return t('door.answer.letOut');
  return t(`door.answer.${answer.kind}`);
}

/** Why it is so; null where the words of the title are enough. Times are those of the venue. */
export function hintOf(
  { answer }: ScanRecord,
  { t, time }: MessagesContext,
  timeZone: string | undefined,
): string | null {
  switch (answer.kind) {
    case 'accepted':
      return null;
    case 'alreadyScanned':
      if (answer.scannedAt === null || answer.gateId === null) return t('door.hint.scannedBefore');
      return t('door.hint.scannedAt', { when: time(answer.scannedAt, timeZone), gate: answer.gateId });
    case 'tooEarly':
      return t('door.hint.tooEarly', { when: time(answer.doorsAt, timeZone) });
    case 'wrongShow':
      if (answer.showName === null) return t('door.hint.wrongShow');
      return t('door.hint.wrongShowNamed', { show: answer.showName });
    case 'revoked':
    case 'notInside':
    case 'expired':
    case 'notATicket':
    case 'notReady':
      return t(`door.hint.${answer.kind}`);
  }
}
