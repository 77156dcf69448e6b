import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../../platform';
import type { ExportKind } from './export-kind';

export const exportKindEnum = { ORDERS: 'ORDERS', TICKETS: 'TICKETS', SCANS: 'SCANS', FIGURES: 'FIGURES' } as const;

registerEnumType(exportKindEnum, {
  name: 'ExportKind',
  description: 'What a file has a line for.',
  valuesConfig: {
    ORDERS: { description: 'For members who may sell the show.' },
    TICKETS: { description: 'Also those that are not valid any more. For members who may sell the show.' },
    SCANS: { description: 'For members who may see the figures of the show.' },
    FIGURES: { description: '`salesFigures`. For members who may see them.' },
  },
});

@InputType()
export class CreateExportInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => exportKindEnum)
  kind!: ExportKind;
}

@ObjectType()
export class CreateExportPayload {
  @Field({ description: 'Relative to the API. Whoever has it may download the file until then.' })
  url!: string;

  @Field(() => DateTime)
  expiresAt!: Date;
}
