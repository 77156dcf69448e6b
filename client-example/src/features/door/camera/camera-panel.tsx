import { useRef } from 'react';
import { useMessages } from '../../../messages/use-messages';
import { useCamera } from './use-camera';

/** The picture of the camera with a frame for the code, and its switch. */
export function CameraPanel({ onCode }: { readonly onCode: (text: string) => void }) {
  const { t } = useMessages();
  const video = useRef<HTMLVideoElement>(null);
  const { state, start, stop } = useCamera(video, onCode);
  const isOn = state === 'on' || state === 'starting';
  return (
    <div className="door-camera">
      <div className="door-picture" hidden={!isOn}>
        <video ref={video} muted playsInline aria-label={t('door.camera.label')} />
        <span className="door-frame" aria-hidden="true" />
      </div>
      {(state === 'denied' || state === 'none') && (
        <p className="notice notice-warn" role="status">
          {t(`door.camera.${state}`)}
        </p>
      )}
      <button type="button" className={isOn ? 'button button-quiet' : 'button'} onClick={isOn ? stop : start}>
        {t(isOn ? 'door.camera.stop' : 'door.camera.start')}
      </button>
    </div>
  );
}
