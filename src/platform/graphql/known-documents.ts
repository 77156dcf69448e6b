import { hash } from 'node:crypto';
import { type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';
import { BoundedMap } from '../bounded-map';

/** Longer texts always take the long way. */
const TEXT_LENGTH_MAX = 16_384;
/** Characters of all texts together. What is parsed of them takes up to eighty bytes for each: 40 MB. */
const LENGTH_MAX = 500_000;
const MET_ONCE_MAX = 10_000;

export interface KnownDocument {
  readonly document: DocumentNode;
  readonly operations: readonly OperationDefinitionNode[];
}

/**
 * Documents that were parsed and validated before, by their text: those that clients send again and again. A text that
 * comes once, as those with values written into them do, pushes none out.
 */
export class KnownDocuments {
  private readonly byText = new BoundedMap<KnownDocument>(LENGTH_MAX);
  /** Digests. */
  private readonly metOnce = new Set<string>();

  find(text: string): KnownDocument | undefined {
    return this.byText.get(text);
  }

  /** Notes a valid document, which is known from the second time on. */
  meet(text: string, document: DocumentNode): void {
    if (text.length > TEXT_LENGTH_MAX || this.byText.has(text)) return;
    const digest = hash('sha1', text);
    if (this.metOnce.delete(digest)) {
      this.keep(text, document);
      return;
    }
    if (this.metOnce.size >= MET_ONCE_MAX) this.metOnce.clear();
    this.metOnce.add(digest);
  }

  /** Knows a valid document from now on. */
  keep(text: string, document: DocumentNode): void {
    if (text.length > TEXT_LENGTH_MAX || this.byText.has(text)) return;
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    this.byText.set(text, { document, operations }, text.length);
  }
}

/** The operation that a request means; undefined where it names none of them, or where it should name one. */
export function operationOf(
  { operations }: KnownDocument,
  name: string | undefined,
): OperationDefinitionNode | undefined {
  if (name === undefined) return operations.length === 1 ? operations[0] : undefined;
  return operations.find((operation) => operation.name?.value === name);
}
