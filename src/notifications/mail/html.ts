import { escapeHtml } from './plain-text';

/** What a mail shows, as text and as HTML alike. Everything in it is plain text. */
export interface MailContent {
  readonly language: string;
  readonly heading: string;
  readonly body: readonly string[];
  /** Null for a mail that is not about one show. */
  readonly eventName: string | null;
  readonly rows: readonly { readonly label: string; readonly lines: readonly string[] }[];
  readonly button: { readonly label: string; readonly url: string; readonly about: string | null } | null;
  readonly footer: string;
  readonly footerLink: { readonly label: string; readonly url: string } | null;
}

// Colors are written into the elements, because some mail programs drop the style sheet; those that keep it and show
// mails dark get the colors of the style sheet.
const style = `
  body { margin: 0; }
  .page { background: #f2f3f5; }
  @media (prefers-color-scheme: dark) {
    .page { background: #14161a !important; }
    .card { background: #1f2228 !important; border-color: #363b44 !important; }
    .text, .value { color: #eceef1 !important; }
    .muted { color: #a9b0bb !important; }
    .row { border-color: #363b44 !important; }
    .button a { background: #7fd6a4 !important; color: #0b1a11 !important; }
    .link { color: #9fe0bb !important; }
  }`;

const font = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';

/** One column that fits a telephone: tables, because some mail programs lay out nothing else. */
export function htmlOf(content: MailContent): string {
  const { language, heading, body, eventName, rows, button, footer, footerLink } = content;
  // `bdi`: a name written from right to left leaves the sentence around it as it is.
  const name = (text: string) => `<bdi>${escapeHtml(text)}</bdi>`;
  const paragraphs = body
    .map(
      (text) =>
        `<p class="text" style="margin:0 0 12px;color:#1c2026;font-size:16px;line-height:24px">${escapeHtml(text)}</p>`,
    )
    .join('\n');
  const table = rows
    .map(
      ({ label, lines }) => `<tr><td class="row" style="padding:10px 0;border-top:1px solid #dfe2e7">
<div class="muted" style="color:#5b6470;font-size:13px;line-height:18px">${escapeHtml(label)}</div>
${lines.map((line) => `<div class="value" style="color:#1c2026;font-size:16px;line-height:23px;overflow-wrap:anywhere">${name(line)}</div>`).join('\n')}
</td></tr>`,
    )
    .join('\n');
  const subheading =
    eventName === null
      ? ''
      : `<p class="muted" style="margin:0 0 16px;color:#5b6470;font-size:17px;line-height:24px;overflow-wrap:anywhere">${name(eventName)}</p>`;
  const action =
    button === null
      ? ''
      : `<p class="button" style="margin:20px 0 8px"><a href="${escapeHtml(button.url)}" style="display:inline-block;padding:12px 22px;border-radius:8px;background:#17663a;color:#ffffff;font-size:16px;font-weight:600;text-decoration:none">${escapeHtml(button.label)}</a></p>
<p class="muted" style="margin:0 0 18px;color:#5b6470;font-size:13px;line-height:19px">${escapeHtml(button.about ?? '')}</p>`;
  const choice =
    footerLink === null
      ? ''
      : `<br><a class="muted" href="${escapeHtml(footerLink.url)}" style="color:#5b6470">${escapeHtml(footerLink.label)}</a>`;
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(heading)}</title>
<style>${style}
</style>
</head>
<body class="page" style="margin:0;background:#f2f3f5;${font}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="background:#f2f3f5"><tr><td align="center" style="padding:20px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="card" style="max-width:560px;background:#ffffff;border:1px solid #dfe2e7;border-radius:10px"><tr><td style="padding:24px 20px;${font}">
<h1 class="text" style="margin:0 0 ${eventName === null ? 14 : 4}px;color:#1c2026;font-size:22px;line-height:28px">${escapeHtml(heading)}</h1>
${subheading}
${paragraphs}
${action}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${table}
</table>
</td></tr></table>
<p class="muted" style="max-width:560px;margin:14px auto 0;color:#5b6470;font-size:12px;line-height:18px;text-align:center">${escapeHtml(footer)}${choice}</p>
</td></tr></table>
</body>
</html>
`;
}

/** The same as plain text. */
export function textOf({ heading, body, eventName, rows, button, footer, footerLink }: MailContent): string {
  const action =
    button === null ? [] : [[`${button.label}:`, button.url, ...(button.about === null ? [] : [button.about])]];
  const choice = footerLink === null ? [] : [`${footerLink.label}:`, footerLink.url];
  const facts = rows.map(({ label, lines }) => [`${label}`, ...lines.map((line) => `  ${line}`)].join('\n'));
  return [
    heading,
    ...(eventName === null ? [] : [eventName]),
    ...body,
    ...action.map((lines) => lines.join('\n')),
    ...facts,
    ['-- ', footer, ...choice].join('\n'),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}
