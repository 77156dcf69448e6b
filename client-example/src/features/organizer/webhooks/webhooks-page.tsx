import { NotFound } from '../../../app/not-found';
import { Link, useSearch, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { OrganizerApi } from '../organizer-api';
import { IfMay, Permissions } from '../permissions/permissions';
import { Refused } from '../refused';
import { SignOut } from '../sign-out';
import { CreateEndpoint } from './create-endpoint';
import { EndpointList } from './endpoint-list';
import { EndpointPanel } from './endpoint-panel';
import { webhooksQuery } from './operations';

/** Where an organization receives what happens in its shows. */
export default function WebhooksPage({ id }: { readonly id: string }) {
  return (
    <OrganizerApi>
      <Webhooks organizationId={id} />
    </OrganizerApi>
  );
}

function Webhooks({ organizationId }: { readonly organizationId: string }) {
  const { t } = useMessages();
  const result = useQuery(webhooksQuery, { organizationId });
  const endpointId = useSearch().get('endpoint');
  useTitle(t('organizer.webhooks.title'));
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Refused error={result.error} retry={result.reload} />;
  const { organization, webhookEndpoints } = result.data;
  if (organization === null) return <NotFound />;
  const endpoint = webhookEndpoints.find(({ id }) => id === endpointId);
  return (
    <div className="organizer">
      <div className="organizer-head">
        <Link href={paths.organization(organizationId)}>{organization.name}</Link>
        <SignOut />
      </div>
      <h1>{t('organizer.webhooks.title')}</h1>
      <Permissions given={organization.viewerPermissions}>
        {endpoint === undefined ? (
          <>
            <p className="muted">{t('organizer.webhooks.intro')}</p>
            <EndpointList organizationId={organizationId} endpoints={webhookEndpoints} />
            <IfMay use="createWebhookEndpoint">
              <CreateEndpoint organizationId={organizationId} onCreated={result.reload} />
            </IfMay>
          </>
        ) : (
          <EndpointPanel key={endpoint.id} {...{ organizationId, endpoint }} onChanged={result.reload} />
        )}
      </Permissions>
    </div>
  );
}
