import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FieldNode, Kind, parse, visit } from 'graphql';
import { guardedTypes, mutationRules, queryRules, type Rule, subscriptionRules } from '../support/authorization-rules';

const pages = join(__dirname, '../../client-example/src/features/organizer');
const sources = readdirSync(pages, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(pages, path), 'utf8') }));

/** The list that decides which controls the pages show. */
const table = sources.find(({ path }) => path === join('permissions', 'permission-of.ts'))?.text ?? '';
const permissionOf = new Map(
  [...table.matchAll(/^ {2}(\w+): '([A-Z_]+)',$/gm)].map(([, field, name]) => [field, name]),
);

/** Roles of members by permission, as `docs/organizations.md` has them. */
const rolesWith: Readonly<Record<string, readonly string[]>> = {
  MANAGE: ['MANAGER', 'OWNER'],
  SELL: ['BOX_OFFICE', 'MANAGER', 'OWNER'],
  FIGURES: ['BOX_OFFICE', 'FIGURES', 'MANAGER', 'OWNER'],
  SCAN: ['MANAGER', 'OWNER', 'SCANNER'],
  CHANGE_MEMBERS: ['OWNER'],
};
const memberRoles = ['BOX_OFFICE', 'FIGURES', 'MANAGER', 'OWNER', 'SCANNER'];

const guardedFields = Object.values(guardedTypes).flatMap(({ guarded }) => Object.entries(guarded));
const ruleOf = (field: string): Rule | undefined =>
  (mutationRules[field] ?? queryRules[field] ?? subscriptionRules[field])?.rule ??
  guardedFields.find(([name]) => name === field)?.[1];

/** Above a field of a root type: the document, its definitions, one of them, its selection set, and the selections. */
const ROOT_DEPTH = 5;

/** Who may, among the members; null where it does not depend on the role of a member. */
function membersWho(field: string): readonly string[] | null {
  const rule = ruleOf(field);
  if (rule === undefined || rule.passes.includes('stranger')) return null;
  const passing = memberRoles.filter((role) => rule.passes.some((name) => name === role));
  return passing.length === memberRoles.length ? null : passing;
}

/** The fields of the root types that the pages ask for, and the guarded fields of the objects in their answers. */
function fieldsAsked(): Map<string, string> {
  const asked = new Map<string, string>();
  for (const { path, text } of sources) {
    for (const [, document = ''] of text.matchAll(/graphql\(\s*`([^`]*)`/g)) {
      const enter = (
        { name: { value } }: FieldNode,
        ...[, , , ancestors]: [unknown, unknown, unknown, readonly unknown[]]
      ) => {
        const isRoot = ancestors.length <= ROOT_DEPTH;
        if (isRoot || guardedFields.some(([name]) => name === value)) asked.set(value, path);
      };
      visit(parse(document), { [Kind.FIELD]: { enter } });
    }
  }
  return asked;
}

it('every field that the pages of organizers ask for, and not every member may, is in the list of permissions', () => {
  const missing = [...fieldsAsked()].filter(([field]) => membersWho(field) !== null && !permissionOf.has(field));
  expect(missing).toEqual([]);
});

it('the list of permissions agrees with the rules by which the API is tested', () => {
  expect(permissionOf.size).toBeGreaterThan(20);
  const listed = Object.fromEntries([...permissionOf].map(([field, name = '']) => [field, rolesWith[name]]));
  expect(listed).toEqual(
    Object.fromEntries([...permissionOf].map(([field = '']) => [field, [...(membersWho(field) ?? [])].sort()])),
  );
});

it('nothing on the pages decides by the role of a member', () => {
  const byRole = sources.filter(({ text }) =>
    /(role|Role) ===? '(OWNER|MANAGER|BOX_OFFICE|FIGURES|SCANNER)'/.test(text),
  );
  expect(byRole.map(({ path }) => path)).toEqual([]);
});
