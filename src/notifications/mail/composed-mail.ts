import type { NotificationsContext } from '../context';

/** As nodemailer takes it. */
export interface ComposedMail {
  readonly from: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly icalEvent?: { readonly method: string; readonly filename: string; readonly content: string };
  readonly attachments: { readonly filename: string; readonly contentType: string; readonly content: Buffer }[];
}

export type ComposeContext = Pick<
  NotificationsContext,
  'tickets' | 'links' | 'organizerLinks' | 'mailFrom' | 'publicUrl' | 'clock'
>;
