import { getArgumentValues, getNamedType, isLeafType } from 'graphql';
import { FIRST_WHERE_NULL } from '../schema/connection';
import { type FieldWork, workOf } from './field-limits';
import type { PlannedField } from './operation-plan';

/**
 * What work costs, in points. A point is about three microseconds of processor time: a field that is resolved and
 * written. The values are estimates from profiles; what matters is their ratio.
 */
export const pointsOf = {
  field: 1,
  statement: 40,
  /** Seats looked at in memory, and rows read. */
  perRecords: 100,
  perBytes: 1000,
};

/** The assumed length of a list without `first`, where the field does not declare another. */
const ITEMS_ASSUMED = 10;
/** A field of the query type reads at least once; a mutation reads, writes and publishes. */
const rootWork: Readonly<Record<string, FieldWork>> = {
  query: { statements: 1 },
  mutation: { statements: 5 },
  subscription: { statements: 2 },
};

export const pointsOfWork = ({ statements = 0, records = 0, bytes = 0 }: FieldWork): number =>
  statements * pointsOf.statement + records / pointsOf.perRecords + bytes / pointsOf.perBytes;

type Variables = Readonly<Record<string, unknown>>;

export interface Estimate {
  readonly points: number;
  readonly statements: number;
}

/** What an operation costs at most, as far as it can be said before it runs. */
export function estimate(plan: readonly PlannedField[], operation: string, variables: Variables): Estimate {
  let together = 0;
  let statements = 0;
  const hasChildren = (planned: PlannedField) => !isLeafType(getNamedType(planned.field.type));
  const sum = (fields: readonly PlannedField[], pageLength: number | null, times: number): number => {
    let points = 0;
    for (const planned of fields) points += costOf(planned, pageLength, times);
    return points;
  };
  /** Of one object; `times` is how many of them the operation has at this place. */
  const costOf = (planned: PlannedField, pageLength: number | null, times: number): number => {
    const { field, node, isList, children } = planned;
    const work = workOf(field);
    const first = field.args.some(({ name }) => name === 'first')
      ? firstOf(getArgumentValues(field, node, variables).first)
      : null;
    const items = isList ? (first ?? pageLength ?? work?.items ?? ITEMS_ASSUMED) : 1;
    together += work?.statementsTogether ?? 0;
    statements += (work?.statements ?? 0) * times;
    return (
      pointsOf.field + (work ? pointsOfWork(work) : 0) + items * sum(children, isList ? null : first, times * items)
    );
  };
  const root = rootWork[operation] ?? {};
  let points = 0;
  for (const planned of plan) {
    points += costOf(planned, null, 1);
    if (workOf(planned.field) !== undefined || !hasChildren(planned)) continue;
    points += pointsOfWork(root);
    statements += root.statements ?? 0;
  }
  return { points: Math.ceil(points + together * pointsOf.statement), statements: statements + together };
}

const firstOf = (first: unknown): number =>
  typeof first === 'number' && first > 0 ? Math.min(first, 100_000) : FIRST_WHERE_NULL;

/**
 * The points of completing one item of a list. What is below another list of objects is left out: that list is completed
 * for itself, in turns of its own.
 */
export function pointsOfItem({ children }: PlannedField): number {
  let points = 1;
  for (const child of children) {
    const ends = child.isList && child.children.length > 0;
    points += ends ? pointsOf.field : pointsOfItem(child);
  }
  return points;
}

/** The points that an operation has cost, by its answer: what was null or empty cost less than was assumed. */
export function measure(plan: readonly PlannedField[], operation: string, data: unknown): number {
  const ofValue = (value: unknown, children: readonly PlannedField[]): number => {
    if (typeof value === 'string') return value.length / pointsOf.perBytes;
    if (typeof value !== 'object' || value === null) return 0;
    if (!Array.isArray(value)) return ofObject(value as Record<string, unknown>, children);
    // The items of a list of numbers are written, not resolved.
    if (children.length === 0) return value.length / pointsOf.perRecords;
    let points = 0;
    for (const item of value) points += ofValue(item, children);
    return points;
  };
  const ofObject = (object: Readonly<Record<string, unknown>>, fields: readonly PlannedField[]): number => {
    let points = 0;
    for (const { key, field, children } of fields) {
      const value = object[key];
      // A field of another type of the union.
      if (value === undefined) continue;
      const { statements = 0, records = 0 } = workOf(field) ?? {};
      points += pointsOf.field + pointsOfWork({ statements, records }) + ofValue(value, children);
    }
    return points;
  };
  const root = rootWork[operation] ?? {};
  const ofRoot = plan.filter(({ field, children }) => workOf(field) === undefined && children.length > 0).length;
  return Math.ceil(ofValue(data, plan) + ofRoot * pointsOfWork(root));
}
