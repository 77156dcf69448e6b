export const refusals = {
  'refusal.companionsAlone':
    'A companion place goes with a wheelchair place of the same section, up to three with each.',
  'refusal.exchangeNotPossible':
    'These tickets cannot be exchanged for these seats. Choose seats at another price, or reload the page.',
  'refusal.holdExpired': 'Your seats are not reserved for you any more. Choose them again if they are still free.',
  'refusal.holdNotFound': 'This reservation does not exist, or it belongs to another person.',
  'refusal.holdLimitReached': 'This is more than one person may buy of this show.',
  'refusal.keyReused': 'This request was sent before with other seats. Reload the page and try again.',
  'refusal.notAdmitted': 'It is not your turn in the waiting room, or your turn has ended.',
  'refusal.orderNotCancellable': 'This order cannot be cancelled any more.',
  'refusal.orderNotFound': 'This order does not exist, or it belongs to another person.',
  'refusal.quoteExpired': 'This offer was good for five minutes. Look at the new one.',
  'refusal.quoteOutdated': 'The terms have changed meanwhile. Look at what comes back now.',
  'refusal.returnNotPossible':
    'These tickets cannot be returned: they were used or returned before, or the time for it is over.',
  'refusal.salesNotOpen': 'This show is not on sale now: the sale has not begun, is paused or is over.',
  'refusal.seatsUnavailable': 'Somebody else was faster: these seats are taken.',
};
