declare module '*.graphql' {
  const text: string;
  export default text;
}
declare module '*.css';

/** The addresses of Monaco's workers, put in by build.mjs: their names carry a hash of their content. */
declare const WORKER_ADDRESSES: Record<'editor' | 'graphql' | 'json', string>;
