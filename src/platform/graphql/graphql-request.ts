import type { SharedBeginning } from '../http/shared-beginning';

/** A request as received over HTTP. */
export interface GraphQLRequest {
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** With the question mark, or empty. */
  readonly search: string;
  /** Parsed JSON. */
  readonly body: unknown;
}

/** A text whose beginning is the same in many answers. */
export interface SharedText {
  readonly beginning: SharedBeginning;
  readonly end: string;
}

export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | SharedText;
  /** Answers of mutations carry tokens and secrets of payments, whose length compression would give away. */
  readonly mayCompress: boolean;
}
