import { Button, CopyButton } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import classes from './copy-field.module.css';

/** A text that one takes along: shown whole, copied by one click. */
export function CopyField({ label, value, lines = false }: { label: string; value: string; lines?: boolean }) {
  const { t } = useTranslation('kit');
  return (
    <div className={classes.field}>
      <div className={classes.head}>
        <span className={classes.label}>{label}</span>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              size="compact-sm"
              mih={28}
              leftSection={copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
              aria-label={copied ? t('copied') : t('copy', { what: label })}
              onClick={copy}
            >
              {copied ? t('copied') : t('copyShort')}
            </Button>
          )}
        </CopyButton>
      </div>
      {/* Long lines scroll, by keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes.value} data-lines={lines || undefined} tabIndex={lines ? 0 : undefined}>
        {value}
      </pre>
    </div>
  );
}
