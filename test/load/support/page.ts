import { escapeXml } from './plot';

/** A part of a page: a heading over HTML that is ready (from `table`, `paragraph`, or a plot). */
export interface Section {
  readonly heading: string;
  readonly html: string;
}

const STYLE = `
  :root { color-scheme: light; }
  body { font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
  p { margin: .4rem 0; } .about { color: #555; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid #e4e4e4; vertical-align: top; }
  th:first-child, td:first-child { text-align: left; padding-left: 0; } thead th { border-bottom: 2px solid #bbb; }
  svg { max-width: 100%; height: auto; } .held { color: #00684a; } .broken { color: #b00020; font-weight: 600; }
`;

/** One HTML document that needs nothing else: no script, no network, and a policy that says so. */
export function page(title: string, about: string, sections: readonly Section[]): string {
  const body = sections.map(({ heading, html }) => `<section>\n<h2>${escapeXml(heading)}</h2>\n${html}\n</section>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<p class="about">${escapeXml(about)}</p>
${body.join('\n')}
</body>
</html>
`;
}

export const paragraph = (text: string, className?: 'held' | 'broken'): string =>
  `<p${className === undefined ? '' : ` class="${className}"`}>${escapeXml(text)}</p>`;

/** A table; its first column is text, the others are figures. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly (string | number)[]) =>
    `<tr>${row.map((cell) => `<${tag}>${escapeXml(String(cell))}</${tag}>`).join('')}</tr>`;
  return `<table>\n<thead>${cells('th', head)}</thead>\n<tbody>\n${rows.map((row) => cells('td', row)).join('\n')}\n</tbody>\n</table>`;
}
