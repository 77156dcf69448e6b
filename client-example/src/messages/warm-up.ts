import workerUrl from './warm-up.worker.js';

/** Lets the browser read what it needs to write money and dates of this language, without holding up the page. */
export function warmUpFormats(locale: string): void {
  // A page of another host, or a browser without workers, reads it when the first price is shown.
  try {
    new Worker(workerUrl, { name: locale });
  } catch {}
}
