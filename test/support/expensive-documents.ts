export interface ExpensiveOptions {
  /** Ids of shows in the API, the first ones with the largest maps. */
  readonly showIds: readonly string[];
  /** Makes each text differ from those before, so that no cache of documents knows it. */
  readonly nonce?: string;
}

const SEAT =
  'id index label description section row number features status version tier { name zone price { amountMinor currency } }';
const SHOW =
  'id startsAt status availableCount seatsPerBuyerMax priceMin { amountMinor currency } priceMax { amountMinor currency } venue { id name city timeZone }';
const MAP = 'availability { revision statuses versions availableCount }';
/** No seat of a standing area is accessible, so every seat is looked at. */
const NOTHING_FITS =
  'seats(first: 1, filter: { features: [STANDING, ACCESSIBLE], statuses: [AVAILABLE] }) { nodes { id } }';

/** The field under so many names, divided among as few parents as the limit of aliases allows. */
function aliased(parents: readonly string[], field: string, count: number): string {
  const perParent = Math.ceil(count / parents.length);
  const fields = (from: number) =>
    Array.from({ length: Math.max(0, Math.min(perParent, count - from)) }, (_, index) => `f${index}: ${field}`).join(
      ' ',
    );
  const selections = parents.map((parent, index) => [parent, fields(index * perParent)] as const);
  return selections
    .flatMap(([parent, inside], i) => (inside === '' ? [] : [`p${i}: ${parent} { ${inside} }`]))
    .join(' ');
}

/**
 * One builder for each kind of work: `size` is what grows until the limits refuse it. A document that passes at one size
 * and is refused at the next is the most expensive of its kind.
 */
export function expensiveKinds({ showIds, nonce = '' }: ExpensiveOptions): readonly {
  readonly name: string;
  document(size: number): string;
}[] {
  const shows = Array.from({ length: 15 }, (_, index) => `show(id: "${showIds[index % showIds.length]}")`);
  const text = (selection: string) => `query ${nonce === '' ? '' : `N${nonce} `}{ ${selection} }`;
  return [
    { name: 'whole maps', document: (size) => text(aliased(shows, MAP, size)) },
    { name: 'filters that look at every seat', document: (size) => text(aliased(shows, NOTHING_FITS, size)) },
    {
      name: 'sections',
      document: (size) => text(aliased(shows, 'sections { section availableCount priceMin { amountMinor } }', size)),
    },
    {
      name: 'seats with all their fields',
      document: (size) =>
        text(`${shows[0]} { seats(first: ${size}) { nodes { ${SEAT} } edges { node { ${SEAT} } } } }`),
    },
    {
      name: 'shows of events',
      document: (size) =>
        text(
          `events(first: 100) { nodes { id name description performers shows(first: ${size}) { nodes { ${SHOW} } } } }`,
        ),
    },
    {
      name: 'shows of events of shows of events',
      document: (size) =>
        text(
          `events(first: 10) { nodes { shows(first: 10) { nodes { event { shows(first: ${size}) { nodes { ${SHOW} event { id } } } } } } } }`,
        ),
    },
    {
      name: 'holds with whole maps and seats',
      document: (size) =>
        text(
          `viewer { holds { seats { ${SEAT} } show { ${Array.from({ length: Math.min(size, 15) }, (_, i) => `m${i}: seats(first: ${100 * size}) { nodes { id label } }`).join(' ')} } } }`,
        ),
    },
    {
      name: 'statements',
      document: (size) =>
        text(`events(first: ${size}) { nodes { shows(first: 5) { nodes { queueDraws { epoch seed } } } } }`),
    },
    {
      name: 'comparisons of the validation',
      document: (size) => text('viewer { id } '.repeat(size)),
    },
  ];
}
