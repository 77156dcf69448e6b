export interface TooltipText {
  readonly label: string;
  readonly price: string;
  readonly status: string;
  /** What is special about the seat, such as its view. */
  readonly features: string;
}

const DISTANCE_PX = 14;

/** What a seat is, beside it. For the eye alone: who listens gets the same by `onFocusSeat`. */
export class Tooltip {
  private readonly element = document.createElement('div');

  constructor(private readonly parent: HTMLElement) {
    this.element.className = 'seat-map-tooltip';
    this.element.setAttribute('aria-hidden', 'true');
    this.element.hidden = true;
    parent.append(this.element);
  }

  show({ label, price, status, features }: TooltipText, at: { x: number; y: number }): void {
    const line = (tag: string, text: string) => {
      const element = document.createElement(tag);
      element.textContent = text;
      return element;
    };
    this.element.replaceChildren(
      line('strong', label),
      ...[price, features, status].filter((text) => text !== '').map((text) => line('span', text)),
    );
    this.element.hidden = false;
    const { offsetWidth, offsetHeight } = this.element;
    const left = Math.min(Math.max(at.x - offsetWidth / 2, 8), this.parent.clientWidth - offsetWidth - 8);
    const above = at.y - offsetHeight - DISTANCE_PX;
    const top = above < 8 ? at.y + DISTANCE_PX : above;
    this.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hide(): void {
    this.element.hidden = true;
  }

  destroy(): void {
    this.element.remove();
  }
}
