import { Alert } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

type DoneNoteProps = {
  title: string;
  icon?: LucideIcon;
  /** Stays where this is left out. */
  close?: () => void;
  children: ReactNode;
};

/** What came of something that was done, at the place where it was done. */
export function DoneNote({ title, icon: Icon, close, children }: DoneNoteProps) {
  const { t } = useTranslation('kit');
  return (
    <Alert
      variant="outline"
      color="teal"
      icon={Icon && <Icon size={18} color="var(--tl-available)" />}
      title={<span style={{ color: 'var(--tl-available)' }}>{title}</span>}
      withCloseButton={close !== undefined}
      closeButtonLabel={t('close')}
      onClose={close}
    >
      {children}
    </Alert>
  );
}
