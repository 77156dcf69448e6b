/**
 * The page's policy lets in only those `<style>` elements that carry the nonce of this very response. Monaco and
 * Radix make such elements while they run and take no nonce, so every one gets it here, before they load.
 */
const nonce = document.querySelector('script')?.nonce ?? '';
const createElement = document.createElement.bind(document);

document.createElement = (name: string, options?: ElementCreationOptions) => {
  const element = createElement(name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
};
