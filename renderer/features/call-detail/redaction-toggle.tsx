import { ActionIcon, Tooltip } from '@mantine/core';
import { Eye, EyeOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useRedaction } from './redaction.ts';

/** Shows or hides spoken numbers and addresses, in words and sound. */
export function RedactionToggle() {
  const { t } = useTranslation('callDetail');
  const { hidden, fixed, toggle } = useRedaction();
  const hint = fixed ? t('redaction.fixed') : t(hidden ? 'redaction.hidden' : 'redaction.open');
  return (
    <Tooltip multiline maw={320} label={hint}>
      <ActionIcon
        variant="default"
        size={32}
        aria-label={t('redaction.button')}
        aria-pressed={hidden}
        aria-disabled={fixed || undefined}
        data-disabled={fixed || undefined}
        aria-description={hint}
        onClick={() => {
          if (!fixed) toggle();
        }}
      >
        {hidden ? <EyeOff size={17} /> : <Eye size={17} />}
      </ActionIcon>
    </Tooltip>
  );
}
