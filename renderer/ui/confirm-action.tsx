import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';

type Confirmation = { title: string; text: string; confirm: string; cancel: string; danger?: boolean; focus?: 'confirm' | 'cancel' };

/**
 * Asks before something rings a phone, spends money or deletes. Resolves to the answer; closing the dialog is a no.
 * `focus`: what Enter does; 'cancel' where the question comes unasked.
 */
export function confirmAction({ title, text, confirm, cancel, danger = false, focus = 'confirm' }: Confirmation): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title,
      children: <Text size="sm">{text}</Text>,
      labels: { confirm, cancel },
      closeButtonProps: { 'aria-label': cancel },
      confirmProps: { color: danger ? 'red.9' : undefined, 'data-autofocus': focus === 'confirm' || undefined },
      cancelProps: { 'data-autofocus': focus === 'cancel' || undefined },
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
      onClose: () => resolve(false),
    });
  });
}
