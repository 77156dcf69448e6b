interface AttemptResultProps {
  readonly done: string | null;
  readonly problem: string | null;
}

/** How the last press of a button ended, for eyes and ears. */
export function AttemptResult({ done, problem }: AttemptResultProps) {
  return (
    <>
      <div role="status">{done !== null && <p className="notice">{done}</p>}</div>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
