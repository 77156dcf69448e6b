import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { eventually } from './eventually';
import { type MadeShow, makeShow, type ShowWishes } from './factories/shows';
import { graphql } from './graphql';
import { holdFree } from './holds';
import { purchase } from './purchases';
import type { TestApp } from './test-app';

const CREATE_PAIRING = graphql(
  'mutation ($input: CreateDoorPairingInput!) { createDoorPairing(input: $input) { code } }',
);
const UNPAIR = graphql('mutation ($input: UnpairDoorDeviceInput!) { unpairDoorDevice(input: $input) { id } }');
const DEVICES = graphql('query ($showId: ID!) { doorDevices(showId: $showId) { id gateId unpairedAt } }');
const CONFLICTS = graphql('query ($showId: ID!) { doorConflicts(showId: $showId) { reason } }');
const REISSUE = graphql(
  `mutation ($input: ReissueTicketInput!) {
    reissueTicket(input: $input) { ... on ReissueTicketPayload { ticket { code } } }
  }`,
);
const TICKETS = graphql('query ($id: ID!) { order(id: $id) { tickets { id code seat { label } } } }');

export interface BoughtTicket {
  readonly id: string;
  readonly code: string;
  readonly label: string;
  readonly orderId: string;
  /** The buyer's token. */
  readonly token: string;
}

/** A show whose doors are open, with its organizer. */
export class TestDoor {
  private soldCount = 0;

  private constructor(
    private readonly testApp: TestApp,
    readonly show: MadeShow,
    readonly organizerToken: string,
  ) {}

  static async open(
    testApp: TestApp,
    wishes: Pick<ShowWishes, 'allowsReentry' | 'ticketsVisibleFrom'> = {},
  ): Promise<TestDoor> {
    const organizerId = randomUUID();
    const show = await makeShow(testApp, { startsInHours: 0.5, organizerId, ...wishes });
    return new TestDoor(testApp, show, await testApp.token({ roles: ['organizer'], id: organizerId }));
  }

  async pairingCode(gateId: string): Promise<string> {
    const input = { showId: this.show.id, gateId };
    return (await this.testApp.ask(CREATE_PAIRING, { input }, this.organizerToken)).createDoorPairing.code;
  }

  async buy(count = 1): Promise<BoughtTicket[]> {
    const { testApp, show } = this;
    const token = await testApp.token();
    const seatNos = Array.from({ length: count }, (_, index) => this.soldCount + index);
    this.soldCount += count;
    const { id: holdId } = await holdFree(testApp, show, seatNos, token);
    const { order } = await purchase(testApp, { holdId, email: 'zofia@example.com' }, token);
    const orderId = order?.id ?? '';
    let bought: BoughtTicket[] = [];
    await eventually(async () => {
      const { order: found } = await testApp.ask(TICKETS, { id: orderId }, token);
      bought = (found?.tickets ?? []).map(({ id, code, seat }) => ({
        ...{ id, orderId, token },
        code: code ?? '',
        label: seat.label,
      }));
      return bought.length === count || `${bought.length} tickets`;
    });
    return bought;
  }

  async reissue({ id, token }: BoughtTicket, holderName: string): Promise<string> {
    const { reissueTicket } = await this.testApp.ask(REISSUE, { input: { ticketId: id, holderName } }, token);
    return 'ticket' in reissueTicket ? (reissueTicket.ticket.code ?? '') : '';
  }

  async unpair(gateId: string): Promise<void> {
    const { doorDevices } = await this.testApp.ask(DEVICES, { showId: this.show.id }, this.organizerToken);
    const device = doorDevices.find((one) => one.gateId === gateId && one.unpairedAt === null);
    await this.testApp.ask(UNPAIR, { input: { deviceId: device?.id ?? '' } }, this.organizerToken);
  }

  async conflicts(): Promise<string[]> {
    const { doorConflicts } = await this.testApp.ask(CONFLICTS, { showId: this.show.id }, this.organizerToken);
    return doorConflicts.map(({ reason }) => reason);
  }
}

/** The door page as its staff uses it. */
export class DoorPage {
  constructor(readonly page: Page) {}

  async pair(code: string): Promise<void> {
    await this.page.locator('#pairing-code').fill(code);
    await this.page.locator('#device-name').fill('Phone 7');
    await this.page.locator('.door-pair [type=submit]').click();
    await this.becomes('online');
  }

  becomes(mode: 'online' | 'offline') {
    return this.page.locator(`.door-mode-${mode}`).waitFor();
  }

  /** Types the code as a USB scanner does, wherever the focus is. Resolves with the kind of the answer. */
  async scan(code: string): Promise<string> {
    const before = await this.lastScan();
    // In one go: between two commands to the browser more time may pass than between the letters of a scanner.
    await this.page.evaluate(`for (const key of ${JSON.stringify([...code, 'Enter'])})
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))`);
    return this.answerAfter(before);
  }

  /** The answer that comes after this scan. */
  async answerAfter(before: string | null): Promise<string> {
    await eventually(async () => (await this.lastScan()) !== before || 'There is no new answer');
    return (await this.answer().getAttribute('data-answer')) ?? '';
  }

  async lastScan(): Promise<string | null> {
    return (await this.answer().count()) === 0 ? null : this.answer().getAttribute('data-scan');
  }

  answer() {
    return this.page.locator('[data-answer]');
  }

  goOffline(isOffline: boolean) {
    return this.page.context().setOffline(isOffline);
  }
}

/**
 * Writes a film of one picture, which Chromium's fake camera shows: grey values of 640 × 480 pixels in base64.
 * https://wiki.multimedia.cx/index.php/YUV4MPEG2
 */
export function writeCameraFilm(file: string, grey: string): void {
  const [width, height] = [640, 480];
  const colours = Buffer.alloc((width * height) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(grey, 'base64'), colours]);
  writeFileSync(
    file,
    Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`), frame, frame]),
  );
}

/** A picture (PNG) as the camera would see it, held before it in the middle. */
export function greyOf(page: Page, picture: Buffer): Promise<string> {
  return page.evaluate<string>(`(async () => {
    const picture = new Image();
    picture.src = 'data:image/png;base64,${picture.toString('base64')}';
    await picture.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 480];
    const context = canvas.getContext('2d');
    context.fillStyle = '#777';
    context.fillRect(0, 0, 640, 480);
    context.drawImage(picture, 120, 40, 400, 400);
    const { data } = context.getImageData(0, 0, 640, 480);
    let letters = '';
    // Video keeps its grey values between 16 and 235.
    for (let at = 0; at < data.length; at += 4) letters += String.fromCharCode(16 + Math.round(data[at] * 0.859));
    return btoa(letters);
  })()`);
}
