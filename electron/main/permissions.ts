/** What the console may ask of the operating system: the microphone, notifications, writing to the clipboard. Everything else is refused. */
import { systemPreferences, type Session } from 'electron';
import { isAllowed } from './rules.ts';

export function guardPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const allowed = isAllowed({ permission, origin: details.requestingUrl, isMainFrame: details.isMainFrame, mediaTypes });
    if (!allowed || permission !== 'media' || process.platform !== 'darwin') return callback(allowed);
    systemPreferences.askForMediaAccess('microphone').then(callback, () => callback(false));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    // A check carries one media type, `unknown` when devices are merely listed.
    const mediaTypes = [details.mediaType === 'video' ? 'video' : 'audio'];
    return isAllowed({ permission, origin: origin.replace(/\/$/, ''), isMainFrame: details.isMainFrame, mediaTypes });
  });
  session.setDevicePermissionHandler(() => false);
}
