import { Pagination } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The pages of a list, from 1; nothing where there is one alone. */
export function Pager({ total, page, change }: { total: number; page: number; change(page: number): void }) {
  const { t } = useTranslation('kit');
  if (total <= 1) return null;
  return (
    <Pagination
      size="sm"
      total={total}
      value={page}
      onChange={change}
      getControlProps={(control) => ({ 'aria-label': t(`page.${control}`) })}
      getItemProps={(number) => ({ 'aria-label': t('page.number', { number }) })}
    />
  );
}
