/** What only a large venue needs, and so a file that is loaded for one: a small map of the map, and quick sections. */
export { Minimap } from './minimap';
export { SectionPicture } from './section-picture';
