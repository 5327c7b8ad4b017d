import { TextInput } from '@mantine/core';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';

/** The e-mail address that somebody is to sign in with. */
export function EmailField(props: ComponentProps<typeof TextInput>) {
  const { t } = useTranslation('signIn');
  return <TextInput type="email" label={t('field.email')} autoComplete="username" maxLength={254} {...props} />;
}
