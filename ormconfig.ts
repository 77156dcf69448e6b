import { makeDataSource } from './src/platform/database/data-source';

/** The data source for TypeORM's command line: `npx typeorm -d dist/ormconfig.js migration:show`. */
export default makeDataSource({
  url: process.env.DATABASE_URL ?? 'postgres://127.0.0.1:5432/frontrow',
  applicationName: 'frontrow-cli',
});
