import { Argument, InvalidArgumentError } from '@commander-js/extra-typings';
import { openAccounts, roles } from '../accounts';
import { decodeId, encodeId, newId, openLogger } from '../platform';
import { type CommandContext, json } from './shared/context';
import { makeCommand } from './shared/make-command';
import { onDatabase } from './shared/on-database';

const TOKEN_HOURS = 12;

export const tokenCommand = (context: CommandContext) =>
  makeCommand('token', context, {
    summary: 'Issue an access token for an organizer, a scanner or an admin',
    details:
      `Use it where no identity provider issues tokens with roles. The token is valid for ${TOKEN_HOURS} hours. Send it ` +
      'in the header "Authorization: Bearer TOKEN".',
    examples: ['frontrow token organizer', 'frontrow token organizer viewer_01K…', 'frontrow token admin --json'],
  })
    .addArgument(new Argument('<role>', 'What the token permits').choices(roles))
    .argument('[viewer]', 'Id of the viewer whom the token names (default: a new one)', parseViewer)
    .option('--json', 'Print the token, its viewer, role and expiry as JSON')
    .action((role, viewer, options) =>
      onDatabase(context, async ({ config, clock, database }) => {
        const { tokens } = await openAccounts({ config, clock, database, logger: openLogger('warn') });
        const id = viewer ?? newId();
        const lifeSeconds = TOKEN_HOURS * 3600;
        const { token } = await tokens.issue({ id, email: null, roles: [role], lifeSeconds });
        const viewerId = encodeId('viewer', id);
        if (options.json) {
          const expiresAt = new Date(clock.now().getTime() + lifeSeconds * 1000);
          context.output.result(json({ viewerId, role, expiresAt, token }));
          return;
        }
        context.output.progress(`Viewer ${viewerId}, role ${role}, valid for ${TOKEN_HOURS} hours.`);
        context.output.result(token);
      }),
    );

function parseViewer(word: string): string {
  const id = decodeId('viewer', word);
  if (id === null) throw new InvalidArgumentError('Expected the id of a viewer, such as viewer_01K….');
  return id;
}
