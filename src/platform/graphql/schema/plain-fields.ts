import { type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

const plain = new WeakSet<GraphQLField<unknown, unknown>>();

/**
 * Lets graphql-js itself read the fields that are properties of their object: type-graphql would call the middlewares of
 * each, of which there are none. To be called before a schema is built.
 */
export function readPlainly(): void {
  for (const field of getMetadataStorage().fields) if (field.name === field.schemaName) field.simple ??= true;
}

/** Notes the fields of a schema that no resolver is asked for. */
export function notePlainFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) if (field.resolve === undefined) plain.add(field);
  }
}

/** Whether the field is a property of its object. */
export const isPlain = (field: GraphQLField<unknown, unknown>): boolean => plain.has(field);
