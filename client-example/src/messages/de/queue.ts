import type { queue as english } from '../en/queue';
import type { Translation } from '../translate';

export const queue: Translation<typeof english> = {
  'queue.title': 'Warteraum',
  'queue.place': 'Ihr Platz',
  'queue.placeTitle': 'Platz {position}',
  'queue.next': 'Sie sind als Nächstes dran',
  'queue.minutes': { one: 'Etwa {count} Minute', other: 'Etwa {count} Minuten' },
  'queue.soon': 'Weniger als eine Minute',
  'queue.noEstimate': 'Die Wartezeit lässt sich noch nicht schätzen.',
  'queue.keep': 'Lassen Sie diese Seite offen. Ihr Platz bleibt erhalten, auch wenn die Verbindung abbricht.',
  'queue.notice': 'Hinweis des Veranstalters',
  'queue.before': 'Der Verkauf hat noch nicht begonnen',
  'queue.beforeBody':
    'Wer um {when} hier ist, bekommt einen Platz durch das Los. Früh da zu sein bringt keinen Vorteil.',
  'queue.opensIn': 'Beginnt in',
  'queue.ticket': 'Ihre Losnummer',
  'queue.leave': 'Warteraum verlassen',
  'queue.left': 'Sie haben den Warteraum verlassen',
  'queue.rejoin': 'Wieder anstellen',
  'queue.closed': 'Der Warteraum ist für Sie beendet',
  'queue.admitted': 'Sie sind dran',
  'queue.admittedBody': 'Es geht zu den Plätzen …',
  'queue.inactive': 'Es gibt keine Warteschlange: direkt zu den Plätzen',
  'queue.toSeats': 'Zu den Plätzen',
  'draw.title': 'Eine faire Verlosung, die Sie prüfen können',
  'draw.body':
    'Bevor sich jemand anstellte, stand die Reihenfolge durch einen geheimen Startwert fest. Sein Fingerabdruck war öffentlich; seit der Verlosung ist es auch der Startwert.',
  'draw.commitment': 'Fingerabdruck (SHA-256)',
  'draw.seed': 'Startwert',
  'draw.notYet': 'Wird mit der Verlosung veröffentlicht',
  'draw.verify': 'Meinen Platz nachrechnen',
  'draw.working': 'Wird berechnet …',
  'draw.good': 'Los {ticket} von {count} ergab Platz {place}. Der Startwert passt zum Fingerabdruck.',
  'draw.late':
    'Sie kamen nach der Verlosung: Ihr Platz ist Ihre Nummer, {ticket}. Der Startwert passt zum Fingerabdruck.',
  'draw.bad': 'Der Startwert passt nicht zum Fingerabdruck. Bitte melden Sie das dem Veranstalter.',
  'queue.ahead': { one: '{count} Person vor Ihnen', other: '{count} Personen vor Ihnen' },
  'queue.seatsLeft': { one: 'noch {count} Platz', other: 'noch {count} Plätze' },
  'queue.tight': 'Es kann knapp werden: Die Plätze reichen nur, wenn die Personen vor Ihnen weniger nehmen als bisher.',
  'queue.poor': 'Ehrlich gesagt: Wenn Sie dran sind, gibt es wahrscheinlich keine Plätze mehr.',
};
