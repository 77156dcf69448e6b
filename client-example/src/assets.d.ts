/** The address of the built file. */
declare module '*.worker.js' {
  const url: string;
  export default url;
}
