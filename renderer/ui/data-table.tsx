import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

/** `unseen`: the head is for assistive technology alone, because its cells explain themselves. */
type Column = { id: string; label: string; width?: string; end?: boolean; unseen?: boolean };

/** A table for as many rows as one page has; wider than the screen it scrolls by itself. */
export function DataTable({
  label,
  columns,
  children,
  empty,
}: {
  label: string;
  columns: readonly Column[];
  children: ReactNode;
  empty?: string | undefined;
}) {
  return (
    // It scrolls sideways by keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <figure className={classes.frame} tabIndex={0}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ id, label: name, width, end, unseen }) => (
              <th key={id} scope="col" style={width ? { width } : undefined} data-end={end || undefined}>
                {unseen ? <VisuallyHidden>{name}</VisuallyHidden> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {children}
          {empty !== undefined && (
            <tr>
              <td colSpan={columns.length} className={classes.empty}>
                {empty}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </figure>
  );
}
