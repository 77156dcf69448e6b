import { escapeHtml } from '../mail/plain-text';

/** No script, and nothing from elsewhere. */
export const pagePolicy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

/** A small page that works in every browser. `body` is HTML. */
export const page = (language: string, title: string, body: string): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<style>
:root { --page: #f2f3f5; --card: #fff; --text: #1c2026; --muted: #5b6470; --line: #dfe2e7; --action: #17663a; --on-action: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14161a; --card: #1f2228; --text: #eceef1; --muted: #a9b0bb; --line: #363b44; --action: #7fd6a4; --on-action: #0b1a11; }
}
body { margin: 0; padding: 20px 12px; background: var(--page); color: var(--text); font: 16px/24px -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main { max-width: 560px; box-sizing: border-box; margin: 0 auto; padding: 24px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow-wrap: anywhere; }
h1 { margin: 0 0 12px; font-size: 22px; line-height: 28px; }
p { margin: 0 0 12px; }
.muted { color: var(--muted); font-size: 14px; line-height: 20px; }
.note { padding: 10px 14px; border: 1px solid var(--action); border-radius: 8px; }
fieldset { margin: 0 0 16px; padding: 0; border: 0; }
label { display: flex; gap: 12px; align-items: center; min-height: 44px; border-top: 1px solid var(--line); padding: 4px 0; }
input { width: 20px; height: 20px; margin: 0; flex: none; accent-color: var(--action); }
button { min-height: 44px; padding: 0 22px; border: 1px solid var(--action); border-radius: 8px; background: var(--action); color: var(--on-action); font: inherit; font-weight: 600; cursor: pointer; }
button.second { background: none; color: inherit; border-color: var(--line); margin-left: 8px; }
:focus-visible { outline: 3px solid var(--action); outline-offset: 2px; }
</style>
</head>
<body><main>
${body}
</main></body>
</html>
`;
