import type { Verdict } from './feedback';

/** A disc with a tick, an octagon with a cross, a triangle with a mark: told apart without colours. */
export function Sign({ verdict }: { readonly verdict: Verdict }) {
  return (
    <svg className={`door-sign door-sign-${verdict}`} viewBox="0 0 64 64" aria-hidden="true">
      {verdict === 'go' && (
        <>
          <circle cx="32" cy="32" r="29" />
          <path d="M18 33l10 10 18-21" />
        </>
      )}
      {verdict === 'stop' && (
        <>
          <path className="door-sign-shape" d="M20 3h24l17 17v24L44 61H20L3 44V20z" />
          <path d="M21 21l22 22M43 21L21 43" />
        </>
      )}
      {verdict === 'look' && (
        <>
          <path className="door-sign-shape" d="M32 4l29 54H3z" />
          <path d="M32 24v16M32 48v1" />
        </>
      )}
    </svg>
  );
}
