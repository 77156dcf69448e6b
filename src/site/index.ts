/** The site of `client-example`, served by the API. Only the composition root uses it. */
export { siteDir, siteRoutes } from './site.route';
