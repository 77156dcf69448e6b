/**
 * Apollo Client as a page of maps uses it: `node apollo-pages.mjs URL OPERATION PAGES`, where PAGES is a list of lists of
 * variables as JSON. Goes from page to page at once, says `there` on the last one, and then writes a line for each
 * message that a subscription of the last page receives. A plain process, since Apollo Client is not used by the service.
 */
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const [url, operation, pagesText] = process.argv.slice(2);
const pages = JSON.parse(pagesText);
const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const socket = createClient({ url, webSocketImpl: WebSocket, on: { closed: ({ code }) => write({ closed: code }) } });
const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });
const query = gql(operation);

let open = [];
for (const [page, list] of pages.entries()) {
  const left = open;
  open = list.map((variables, place) =>
    client.subscribe({ query, variables }).subscribe({
      next: ({ data, error }) => {
        if (error) write({ error: String(error), page, place });
        if (page === pages.length - 1) write({ place, data });
      },
      error: (error) => write({ error: String(error), page, place }),
    }),
  );
  // As React does: what leaves the page is cleaned up after the new one is there.
  for (const subscription of left) subscription.unsubscribe();
  // Long enough for the messages to leave, not for the server to answer them.
  await new Promise((resolve) => setTimeout(resolve, 20));
}
write('there');

process.stdin.once('data', async () => {
  for (const subscription of open) subscription.unsubscribe();
  await socket.dispose();
  process.exit(0);
});
