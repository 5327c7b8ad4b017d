import { Text, Title } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './states.module.css';

/** What will appear here, and the one thing that fills it. */
export function EmptyState({ icon: Icon, title, children, action }: { icon: LucideIcon; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.state}>
      <Icon size={28} aria-hidden className={classes.icon} />
      <Title order={2}>{title}</Title>
      {children && (
        <Text c="dimmed" size="sm" className={classes.text} component="div">
          {children}
        </Text>
      )}
      {action}
    </div>
  );
}
