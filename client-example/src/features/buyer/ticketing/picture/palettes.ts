/** How a house is built, seen from above. */
export type HouseShape = 'arcs' | 'oval' | 'ring' | 'waves' | 'spot';

export interface Palette {
  readonly shape: HouseShape;
  readonly ground: string;
  readonly glow: string;
  readonly seat: string;
  readonly lit: string;
}

const palettes: Readonly<Record<string, Palette>> = {
  theatre: { shape: 'arcs', ground: '#3b0d1c', glow: '#a3253f', seat: '#7d2440', lit: '#ffd9a0' },
  opera: { shape: 'arcs', ground: '#2b0f33', glow: '#7c2f86', seat: '#5f2a6b', lit: '#ffd98f' },
  ballet: { shape: 'arcs', ground: '#3a1430', glow: '#c4608f', seat: '#7e3563', lit: '#ffe3ec' },
  musical: { shape: 'arcs', ground: '#3d1a0a', glow: '#c05a1e', seat: '#83401c', lit: '#ffe08a' },
  classical: { shape: 'arcs', ground: '#0f2231', glow: '#2f6d8f', seat: '#2a5069', lit: '#f4e3b5' },
  concert: { shape: 'waves', ground: '#15123a', glow: '#5b3fd0', seat: '#3b3287', lit: '#7ff0e3' },
  jazz: { shape: 'waves', ground: '#0c2530', glow: '#1d7a86', seat: '#1f5560', lit: '#ffc46b' },
  circus: { shape: 'ring', ground: '#43110e', glow: '#d1482f', seat: '#8c2f23', lit: '#ffe7a3' },
  family: { shape: 'ring', ground: '#0d2c4a', glow: '#3f8fd2', seat: '#265a8a', lit: '#f3fbff' },
  sport: { shape: 'oval', ground: '#0c2a1a', glow: '#2f9a55', seat: '#22603d', lit: '#eaffd0' },
  comedy: { shape: 'spot', ground: '#33240a', glow: '#e0a526', seat: '#74551a', lit: '#fff3c4' },
  talk: { shape: 'spot', ground: '#1c2326', glow: '#6f8d92', seat: '#47585c', lit: '#f1f7f4' },
};

const other: Palette = { shape: 'arcs', ground: '#221d2b', glow: '#6c5a86', seat: '#4b4060', lit: '#f3e9ff' };

export function paletteOf(category: string): Palette {
  return palettes[category.toLowerCase()] ?? other;
}
