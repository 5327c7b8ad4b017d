import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';

type Confirmation = { title: string; text: string; confirm: string; cancel: string; danger?: boolean };

/** Asks before something rings a phone, spends money or deletes. Resolves to the answer; closing the dialog is a no. */
export function confirmAction({ title, text, confirm, cancel, danger = false }: Confirmation): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title,
      children: <Text size="sm">{text}</Text>,
      labels: { confirm, cancel },
      closeButtonProps: { 'aria-label': cancel },
      confirmProps: { color: danger ? 'red.9' : undefined, 'data-autofocus': true },
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
      onClose: () => resolve(false),
    });
  });
}
