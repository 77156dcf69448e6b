import { type ComponentType, lazy } from 'react';

const PAUSE_MS_MAX = 5000;
/** While the server is there, a file that is missing is asked for so often. */
const ATTEMPTS_MAX = 4;
const RENEWED = 'frontrow.renewed';
const RENEW_AGAIN_MS = 60_000;

/** A component whose code is loaded when it is shown first. A connection that is cut meanwhile is tried again. */
// biome-ignore lint/suspicious/noExplicitAny: React's own bound of `lazy`
export function lazyPage<Component extends ComponentType<any>>(load: () => Promise<{ default: Component }>) {
  return lazy(() => untilLoaded(load));
}

export async function untilLoaded<Code>(load: () => Promise<Code>): Promise<Code> {
  let pause = 250;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await load();
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX && (await isServed())) {
        // The site was renewed, and its new document knows the new names of its files. Not twice: then it is broken.
        if (Date.now() - Number(sessionStorage.getItem(RENEWED)) < RENEW_AGAIN_MS) throw error;
        sessionStorage.setItem(RENEWED, String(Date.now()));
        location.reload();
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(2 * pause, PAUSE_MS_MAX);
    }
  }
}

const isServed = (): Promise<boolean> =>
  fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
