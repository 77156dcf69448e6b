import { Link } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import { EndpointTag } from './endpoint-tag';
import { type Endpoint, typeInMessages } from './operations';

interface EndpointListProps {
  readonly organizationId: string;
  readonly endpoints: readonly Endpoint[];
}

/** Each leads to what was sent to it. */
export function EndpointList({ organizationId, endpoints }: EndpointListProps) {
  const { t } = useMessages();
  if (endpoints.length === 0) return <p className="muted">{t('organizer.webhooks.none')}</p>;
  return (
    <ul className="organizer-shows">
      {endpoints.map((endpoint) => (
        <li key={endpoint.id} className="organizer-show-row">
          <div>
            <h2 className="webhook-url">
              <Link href={`${paths.webhooks(organizationId)}?endpoint=${encodeURIComponent(endpoint.id)}`}>
                {endpoint.url}
              </Link>
            </h2>
            {endpoint.description !== null && <p>{endpoint.description}</p>}
            <p className="muted">
              {endpoint.types === null
                ? t('organizer.webhooks.allTypes')
                : endpoint.types.map(typeInMessages).join(' · ')}
            </p>
          </div>
          <EndpointTag endpoint={endpoint} />
        </li>
      ))}
    </ul>
  );
}
