import { Select, type SelectProps } from '@mantine/core';

type FilterSelectProps<Value extends string> = Pick<SelectProps<Value>, 'w' | 'data' | 'searchable'> & {
  label: string;
  /** What stands there while nothing is chosen, and the name of the button that goes back to it. */
  any: string;
  value: Value | undefined;
  change(value: Value | undefined): void;
};

/** One way to narrow a list: a value, or any. */
export function FilterSelect<Value extends string>({ label, any, value, change, ...rest }: FilterSelectProps<Value>) {
  return (
    <Select<Value>
      size="xs"
      clearable
      aria-label={label}
      placeholder={any}
      clearButtonProps={{ 'aria-label': any }}
      value={value ?? null}
      onChange={(next) => change(next ?? undefined)}
      {...rest}
    />
  );
}
