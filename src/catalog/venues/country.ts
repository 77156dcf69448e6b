/** ISO 3166-1 alpha-2, and XK: Kosovo has no code of its own yet, and everybody uses this one. */
const codes = new Set(
  [
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ',
    'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR',
    'GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO',
    'JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR',
    'MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO',
    'RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV',
    'TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW',
  ].flatMap((line) => line.split(' ')),
);

/** What is often sent instead of a country's code. */
const meant: Readonly<Record<string, string>> = {
  UK: 'GB, the code of the United Kingdom',
  EL: 'GR, the code of Greece',
  AN: 'CW, SX or BQ: the Netherlands Antilles no longer exist',
  SU: 'the code of a present country: the Soviet Union no longer exists',
  YU: 'the code of a present country: Yugoslavia no longer exists',
  EU: 'the code of one country',
  UN: 'the code of one country',
};

/** Why a code is not that of a country, as the end of a sentence; null where it is. */
export function countryFault(code: string): string | null {
  if (!/^[A-Z]{2}$/.test(code)) return 'must be two capital letters by ISO 3166-1, such as FR';
  if (codes.has(code)) return null;
  const instead = meant[code];
  return instead === undefined ? `is not a country of ISO 3166-1: ${code}` : `must be ${instead}, not ${code}`;
}
