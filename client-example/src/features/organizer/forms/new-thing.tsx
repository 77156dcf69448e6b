import { type ReactNode, useState } from 'react';

interface NewThingProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** A button that opens the form for something new in its place. */
export function NewThing({ label, children }: NewThingProps) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <section className="panel planning-form">{children}</section>;
  return (
    <p>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        {label}
      </button>
    </p>
  );
}
