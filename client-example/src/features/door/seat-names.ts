import type { Api } from '../../api/api';
import type { Geometry } from '../../seat-map';
import type { GeometryFile } from '../../seat-map/store/geometry-format';
import type { Need, TicketFacts } from './gate/answer';
import type { Bundle } from './gate/bundle';
import type { IndexedDbStore } from './gate/indexed-db-store';

/** What a gate without network can say of a seat: all but the name of its visitor, from the map of the venue. */
export class SeatNames {
  private geometry: Geometry | null = null;
  private version: string | null = null;
  private indexes: Map<number, number> | null = null;

  constructor(
    private readonly api: Api,
    private readonly store: IndexedDbStore,
  ) {}

  /** Reads the map of this bundle, from this browser where it has it. A gate works without. */
  async learn({ show: { seatMap }, seatNos }: Bundle): Promise<void> {
    if (this.version === seatMap.version) return;
    this.version = seatMap.version;
    try {
      const read = () => this.api.json<GeometryFile>(seatMap.url);
      const [file, { decodeGeometry }] = await Promise.all([
        this.store.seatMap(seatMap.version, read).catch(read),
        import('../../seat-map'),
      ]);
      this.geometry = decodeGeometry(file);
      this.indexes = seatNos && new Map(seatNos.map((seatNo, index) => [seatNo, index]));
    } catch {
      this.version = null;
    }
  }

  factsOf(seatNo: number): TicketFacts | null {
    const { geometry } = this;
    const index = this.indexes ? this.indexes.get(seatNo) : seatNo;
    if (geometry === null || index === undefined || index >= geometry.seatCount) return null;
    const bits = geometry.featuresOf[index] ?? 0;
    return {
      seat: geometry.labelOf(index),
      description: geometry.sentenceOf(index),
      holderName: null,
      entrance: geometry.sections[geometry.sectionOf[index] ?? 0]?.entrance ?? null,
      // The names of the file are those of the API's enum.
      needs: geometry.features.filter((_, bit) => bits & (1 << bit)).map(({ name }) => name as Need),
    };
  }
}
