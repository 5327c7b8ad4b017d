import { Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { describeFailure } from '../client/failure.ts';
import { i18n } from './i18n/i18n.ts';
import { CopyableCode } from '../ui/copyable-code.tsx';

const OFFLINE = 'offline';

/** The connection is back: nobody needs to read that it was gone. */
export function forgetOffline(): void {
  notifications.hide(OFFLINE);
}

/** Shows an error: what failed, what is safe and what to do, and its code. It stays until it is closed. */
export function notifyFailure(error: unknown): void {
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
