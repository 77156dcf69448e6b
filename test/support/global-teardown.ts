import { testServers } from './test-servers';

export default async function globalTeardown(): Promise<void> {
  await testServers.stop();
}
