import type { DataSource } from 'typeorm';

/**
 * Writes down what the migrations made, in a fixed order: tables with columns, constraints, indexes and storage
 * settings, triggers, functions, extensions. What PostgreSQL derives by itself is left out.
 */
export async function describeDatabase(dataSource: DataSource): Promise<string> {
  const lines = async (sql: string): Promise<string[]> => {
    const rows: { line: string }[] = await dataSource.query(sql);
    return rows.map(({ line }) => line);
  };
  const parts = [
    await lines(
      `select format('create extension %I;', extname) as line from pg_extension where extname <> 'plpgsql' order by extname`,
    ),
    await lines(`
      select format(E'create type %I as enum (%s);', typname, string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)) as line
        from pg_type join pg_enum on enumtypid = pg_type.oid
       where typnamespace = 'public'::regnamespace group by typname order by typname`),
    await lines(`
      select pg_get_functiondef(p.oid) || ';' as line
        from pg_proc p
       where pronamespace = 'public'::regnamespace
         and prokind in ('f', 'p')
         and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
       order by proname, p.oid::regprocedure::text`),
    await lines(`
      select format(E'create table %I (\\n%s\\n)%s;', c.relname,
               string_agg(format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                 case when a.attidentity <> '' then ' generated always as identity' else '' end,
                 case when a.attnotnull then ' not null' else '' end,
                 coalesce(case when a.attgenerated <> '' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
                   else ' default ' || pg_get_expr(d.adbin, d.adrelid) end, '')), E',\\n' order by a.attnum),
               coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '')) as line
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
       where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname <> 'migrations'
       group by c.oid, c.relname, c.reloptions order by c.relname`),
    await lines(`
      select format('alter table %s add constraint %I %s;', conrelid::regclass, conname, pg_get_constraintdef(oid)) as line
        from pg_constraint
       where connamespace = 'public'::regnamespace and contype <> 'n' and conrelid <> 0 and conrelid <> 'migrations'::regclass
       order by conrelid::regclass::text, conname`),
    await lines(`
      select indexdef || ';' as line from pg_indexes
       where schemaname = 'public' and tablename <> 'migrations'
         and not exists (select from pg_constraint where conname = indexname and connamespace = 'public'::regnamespace)
       order by indexname`),
    await lines(`
      select pg_get_viewdef(c.oid) as line from pg_class c
       where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace
         and not exists (select from pg_depend where objid = c.oid and deptype = 'e') order by relname`),
    await lines(`
      select pg_get_triggerdef(t.oid) || ';' as line
        from pg_trigger t join pg_class c on c.oid = tgrelid
       where not tgisinternal and relnamespace = 'public'::regnamespace order by c.relname, tgname`),
  ];
  return `${parts
    .map((part) => part.join('\n\n'))
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}
