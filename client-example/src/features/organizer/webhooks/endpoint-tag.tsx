import { useMessages } from '../../../messages/use-messages';
import type { Endpoint } from './operations';

/** Whether an endpoint receives, and if not, why. */
export function EndpointTag({
  endpoint: { isEnabled, disabledReason, failingSince },
}: {
  readonly endpoint: Endpoint;
}) {
  const { t } = useMessages();
  if (!isEnabled)
    return <span className="tag tag-bad">{t(`organizer.webhooks.off.${disabledReason ?? 'FAILING'}`)}</span>;
  if (failingSince !== null) return <span className="tag tag-warn">{t('organizer.webhooks.failing')}</span>;
  return <span className="tag tag-good">{t('organizer.webhooks.on')}</span>;
}
