import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={Compass}
      level={1}
      title={t('page.notFound')}
      action={
        <Button component={Link} to="/softphone" variant="default">
          {t('page.toSoftphone')}
        </Button>
      }
    />
  );
}
