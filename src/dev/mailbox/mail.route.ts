import type { FastifyInstance, FastifyReply } from 'fastify';
import type { MailStore, StoredMail } from './mail-store';

/** No script, and nothing from elsewhere: a mail is text of strangers. */
const pagePolicy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'`;
/** The mail itself, in a frame of its own; its links open in another tab. */
const mailPolicy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox`;

export function mailRoutes(http: FastifyInstance, store: MailStore): void {
  http.get('/', (_, reply) => reply.redirect('/local/mail'));
  http.get('/local/mail', (request, reply) => {
    const wantsJson = request.headers.accept?.includes('application/json') === true;
    return wantsJson ? store.list().map(summaryOf) : send(reply, listPage(store.list()));
  });
  http.get<{ Params: { id: string } }>('/local/mail/:id', (request, reply) => {
    const mail = store.find(Number(request.params.id));
    return mail === undefined ? notFound(reply) : send(reply, mailPage(mail));
  });
  http.get<{ Params: { id: string } }>('/local/mail/:id/html', (request, reply) => {
    const mail = store.find(Number(request.params.id));
    if (mail === undefined) return notFound(reply);
    // Links leave the frame, which could not show the site.
    const html = (mail.email.html ?? '').replace('<head>', '<head><base target="_blank">');
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', mailPolicy.replace(`base-uri 'none'; `, ''))
      .send(html);
  });
  http.get<{ Params: { id: string } }>('/local/mail/:id/raw', (request, reply) => {
    const mail = store.find(Number(request.params.id));
    return mail === undefined ? notFound(reply) : reply.type('text/plain; charset=utf-8').send(mail.raw);
  });
  http.get<{ Params: { id: string; number: string } }>('/local/mail/:id/attachments/:number', (request, reply) => {
    const attachment = store.find(Number(request.params.id))?.email.attachments[Number(request.params.number)];
    if (attachment === undefined) return notFound(reply);
    return reply
      .type('application/octet-stream')
      .header('x-content-type-options', 'nosniff')
      .header('content-disposition', `attachment; filename="${nameOf(attachment.filename)}"`)
      .send(Buffer.from(attachment.content as ArrayBuffer));
  });
}

const nameOf = (name: string | null): string => (name ?? 'attachment').replaceAll(/[^\w.-]/g, '_');

const summaryOf = ({ id, receivedAt, recipients, email }: StoredMail) => ({
  ...{ id, receivedAt, recipients },
  subject: email.subject ?? '',
  messageId: email.messageId ?? '',
  text: email.text ?? '',
});

const notFound = (reply: FastifyReply) => reply.code(404).type('text/plain').send('There is no such mail.\n');

const send = (reply: FastifyReply, html: string) =>
  reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy).send(html);

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (found) => escapes[found] ?? '');

const page = (
  title: string,
  body: string,
): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.4rem;overflow-wrap:anywhere}
ol{list-style:none;padding:0}li{border-top:1px solid #8886;padding:.6rem 0;overflow-wrap:anywhere}small{color:GrayText}
iframe{width:100%;height:75vh;border:1px solid #8886;border-radius:.5rem;background:Canvas}</style>
<main>${body}</main></html>`;

function listPage(mails: readonly StoredMail[]): string {
  const items = mails.map(
    ({ id, email, recipients, receivedAt }) =>
      `<li><a href="/local/mail/${id}"><bdi>${escapeHtml(email.subject ?? '(no subject)')}</bdi></a><br><small>to ${escapeHtml(recipients.join(', '))}, ${receivedAt.toISOString()}</small></li>`,
  );
  const list =
    items.length === 0 ? '<p>No mail yet. Buy a ticket with an e-mail address.</p>' : `<ol>${items.join('')}</ol>`;
  return page(
    'Local mailbox',
    `<h1>Local mailbox</h1><p>Takes the place of a mail server. Nothing leaves this machine.</p>${list}`,
  );
}

function mailPage({ id, email, recipients, receivedAt }: StoredMail): string {
  const attachments = email.attachments.map(
    ({ filename, mimeType }, number) =>
      `<li><a href="/local/mail/${id}/attachments/${number}">${escapeHtml(nameOf(filename))}</a> <small>${escapeHtml(mimeType)}</small></li>`,
  );
  return page(
    email.subject ?? '(no subject)',
    `<p><a href="/local/mail">All mail</a></p><h1><bdi>${escapeHtml(email.subject ?? '(no subject)')}</bdi></h1>
<p><small>to ${escapeHtml(recipients.join(', '))}, ${receivedAt.toISOString()} · <a href="/local/mail/${id}/raw">Source</a></small></p>
<iframe title="The mail" src="/local/mail/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
${attachments.length === 0 ? '' : `<h2>Attachments</h2><ol>${attachments.join('')}</ol>`}`,
  );
}
