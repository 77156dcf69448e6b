interface FormAnswerProps {
  readonly done: string | null;
  readonly problem: string | null;
}

/** How what a button did ended. */
export function FormAnswer({ done, problem }: FormAnswerProps) {
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
