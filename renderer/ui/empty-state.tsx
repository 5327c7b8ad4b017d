import { Text, Title } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './states.module.css';

type EmptyStateProps = {
  icon: LucideIcon;
  title: string;
  /** Level of the heading: 1 where this is the whole page. */
  level?: 1 | 2;
  children?: ReactNode;
  action?: ReactNode;
};

/** What will appear here, and the one thing that fills it. */
export function EmptyState({ icon: Icon, title, level = 2, children, action }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      <Icon size={28} aria-hidden className={classes.icon} />
      <Title order={level} size="h2">
        {title}
      </Title>
      {children && (
        <Text c="dimmed" size="sm" className={classes.text} component="div">
          {children}
        </Text>
      )}
      {action}
    </div>
  );
}
