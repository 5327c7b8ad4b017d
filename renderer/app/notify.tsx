import { Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ApiFailure } from '#shared/contract/client.ts';
import { TERMINAL_CALL_STATES } from '#shared/domain/call-state.ts';
import { describeFailure } from '../client/failure.ts';
import { i18n } from './i18n/i18n.ts';
import { CopyableCode } from '../ui/copyable-code.tsx';

const OFFLINE = 'offline';

/** The line has gone. */
const OVER: readonly unknown[] = ['wrapping', ...TERMINAL_CALL_STATES];

/** The connection is back: nobody needs to read that it was gone. */
export function forgetOffline(): void {
  notifications.hide(OFFLINE);
}

/** The call ended a moment before somebody did something to it: nothing failed, there is only nothing left to do. */
function cameTooLate(error: unknown): boolean {
  return error instanceof ApiFailure && error.code === 'INVALID_CALL_STATE' && OVER.includes(error.params['state']);
}

/** Something a person may want to know, and need not do anything about. */
export function notifyQuietly(message: string): void {
  notifications.show({ id: message, message, autoClose: 3000, color: 'gray', closeButtonProps: { 'aria-label': i18n.t('notice.close') } });
}

/** Shows an error: what failed, what is safe and what to do, and its code. It stays until it is closed. */
export function notifyFailure(error: unknown): void {
  if (cameTooLate(error)) return notifyQuietly(i18n.t('notice.callOver'));
  const failure = describeFailure(error);
  notifications.show({
    id: failure.code === 'OFFLINE' ? OFFLINE : `${failure.code} ${failure.message}`,
    closeButtonProps: { 'aria-label': i18n.t('notice.close') },
    color: 'red.9',
    title: failure.message,
    autoClose: false,
    message: (
      <Stack gap={4} align="flex-start">
        {failure.details && (
          <Text size="sm" c="var(--mantine-color-text)">
            {failure.details}
          </Text>
        )}
        <CopyableCode code={failure.code} requestId={failure.requestId} />
      </Stack>
    ),
  });
}

export function notifyDone(message: string): void {
  notifications.show({ message, autoClose: 3000, color: 'teal', closeButtonProps: { 'aria-label': i18n.t('notice.close') } });
}
