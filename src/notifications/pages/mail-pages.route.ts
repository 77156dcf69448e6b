import type { FastifyInstance, FastifyReply } from 'fastify';
import { chooseDocumentLanguage, type DocumentLanguage } from '../../tickets';
import { keepAddress } from '../address/keep-address';
import type { NotificationsContext } from '../context';
import {
  isOfOrganizer,
  type NotificationKey,
  type NotificationKind,
  type OptionalKind,
  optionalKinds,
} from '../ledger/notification';
import { escapeHtml } from '../mail/plain-text';
import { readUnwanted, writeUnwanted } from '../preferences/preferences';
import { readMessageOfLink } from '../preferences/preferences.sql';
import { page, pagePolicy } from './page';
import { pageTexts } from './page-texts';

interface LinkedMessage {
  readonly key: NotificationKey;
  readonly kind: NotificationKind;
  readonly recipient: string;
  readonly locale: string | null;
}

interface WithSecret {
  readonly Params: { readonly secret: string };
}

/**
 * The pages behind two links in mails: which optional mail an address gets, and keeping the old address of an order. A
 * `GET` changes nothing, because mail programs and virus scanners open links by themselves. A `POST` with
 * `List-Unsubscribe=One-Click` is the button of a mail program (RFC 8058).
 */
export function mailPages(http: FastifyInstance, context: NotificationsContext): void {
  http.register((pages, _options, registered) => {
    pages.removeAllContentTypeParsers();
    pages.addContentTypeParser(
      ['application/x-www-form-urlencoded', 'multipart/form-data'],
      { parseAs: 'string' },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    pages.addHook('onRequest', async (_request, reply) => {
      reply
        .header('content-security-policy', pagePolicy)
        .header('cache-control', 'no-store')
        // The secret is in the address.
        .header('referrer-policy', 'no-referrer')
        .header('x-content-type-options', 'nosniff');
    });

    pages.get<WithSecret>('/mail/preferences/:secret', async ({ params, headers }, reply) => {
      const message = await read(params.secret, 'mail preferences');
      if (message === null) return invalid(reply, headers['accept-language']);
      const unwanted = await readUnwanted(context.database, { address: message.recipient });
      return send(reply, preferencesPage(message, unwanted, false));
    });
    pages.post<WithSecret & { Body: URLSearchParams }>(
      '/mail/preferences/:secret',
      async ({ params, headers, body }, reply) => {
        const message = await read(params.secret, 'mail preferences');
        if (message === null) return invalid(reply, headers['accept-language']);
        const wanted = new Set(body?.getAll('wanted') ?? []);
        const offered = kindsFor(message.kind);
        // Nothing is ticked in the button of a mail program.
        const declined = offered.filter((kind) => !wanted.has(kind));
        const before = await readUnwanted(context.database, { address: message.recipient });
        const unwanted = [...before.filter((kind) => !offered.includes(kind)), ...declined];
        await writeUnwanted(context.database, { address: message.recipient }, unwanted);
        return send(reply, preferencesPage(message, unwanted, true));
      },
    );

    pages.get<WithSecret>('/mail/address/:secret', async ({ params, headers }, reply) => {
      const message = await read(params.secret, 'keep address');
      if (message === null) return invalid(reply, headers['accept-language']);
      const { keep, aboutKeep, keepButton } = textsOf(message);
      const form = `<form method="post"><button>${escapeHtml(keepButton)}</button></form>`;
      return send(reply, simplePage(languageOf(message), keep, aboutKeep(message.recipient), form));
    });
    pages.post<WithSecret>('/mail/address/:secret', async ({ params, headers }, reply) => {
      const message = await read(params.secret, 'keep address');
      if (message === null) return invalid(reply, headers['accept-language']);
      const { kept, aboutKept, tooLate } = textsOf(message);
      const isKept = await keepAddress(context, message.key);
      return send(reply, simplePage(languageOf(message), kept, isKept ? aboutKept : tooLate));
    });
    registered();
  });

  async function read(secret: string, purpose: 'mail preferences' | 'keep address'): Promise<LinkedMessage | null> {
    const key = context.links.read(secret, purpose);
    if (key === null) return null;
    const [row] = await context.database.run<Omit<LinkedMessage, 'key'>>(readMessageOfLink, [key.showId, key.id]);
    return row === undefined ? null : { key, ...row };
  }
}

/** Buyers and organizers get other kinds. */
const kindsFor = (kind: NotificationKind): readonly OptionalKind[] =>
  optionalKinds.filter((it) => isOfOrganizer(it) === isOfOrganizer(kind));

const languageOf = ({ locale }: Pick<LinkedMessage, 'locale'>): DocumentLanguage => chooseDocumentLanguage(locale);
const textsOf = (message: Pick<LinkedMessage, 'locale'>) => pageTexts[languageOf(message)];

function preferencesPage(message: LinkedMessage, unwanted: readonly OptionalKind[], isSaved: boolean): string {
  const texts = textsOf(message);
  const choices = kindsFor(message.kind).map(
    (kind) =>
      `<label><input type="checkbox" name="wanted" value="${kind}"${unwanted.includes(kind) ? '' : ' checked'}> ${escapeHtml(texts.kinds[kind])}</label>`,
  );
  return page(
    languageOf(message),
    texts.preferences,
    `<h1>${escapeHtml(texts.preferences)}</h1>
${isSaved ? `<p class="note" role="status">${escapeHtml(texts.saved)}</p>` : ''}
<p class="muted">${escapeHtml(texts.aboutPreferences(message.recipient))}</p>
<form method="post"><fieldset>${choices.join('\n')}</fieldset><button>${escapeHtml(texts.save)}</button></form>
<form method="post" style="margin:12px 0"><button class="second" style="margin:0">${escapeHtml(texts.none)}</button></form>
<p class="muted">${escapeHtml(texts.always)}</p>`,
  );
}

const simplePage = (language: DocumentLanguage, title: string, text: string, form = ''): string =>
  page(language, title, `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(text)}</p>\n${form}`);

function invalid(reply: FastifyReply, acceptLanguage: string | undefined) {
  const language = chooseDocumentLanguage(acceptLanguage ?? null);
  const { invalid: title, aboutInvalid } = pageTexts[language];
  return send(reply.code(404), simplePage(language, title, aboutInvalid));
}

const send = (reply: FastifyReply, html: string) => reply.type('text/html; charset=utf-8').send(html);
