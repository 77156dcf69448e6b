// Runs beside the page. The first formatters of a process make the browser read its tables of languages, which takes 20 to
// 200 ms; done here, it is done by the time the page has its first price to show. The worker's name is the language.
const locale = self.name;
new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(0);
new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' }).format(0);
new Intl.PluralRules(locale).select(0);
new Intl.Collator(locale).compare('a', 'b');
self.close();
