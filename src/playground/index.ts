/** GraphiQL for browsers, at the API's own address. Only the composition root uses it. */
export { playgroundDir, playgroundRoutes } from './playground.route';
