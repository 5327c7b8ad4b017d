import { Code, CopyButton, UnstyledButton } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import classes from './states.module.css';

/** An error's code, copied with the number of the request by one click. */
export function CopyableCode({ code, requestId }: { code: string; requestId: string | undefined }) {
  const { t } = useTranslation('kit');
  return (
    <CopyButton value={requestId ? `${code} ${requestId}` : code}>
      {({ copied, copy }) => (
        <UnstyledButton className={classes.code} onClick={copy} aria-label={copied ? t('copied') : t('copyCode', { code })}>
          <Code c="inherit">{code}</Code>
          {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
