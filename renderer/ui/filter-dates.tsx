import { DatePickerInput, type DatePickerInputProps } from '@mantine/dates';

type FilterDatesProps = Pick<DatePickerInputProps<'range'>, 'w' | 'title'> & {
  /** What stands there while no days are chosen, and the name of the button that goes back to it. */
  any: string;
  /** Calendar days, `YYYY-MM-DD`, both inclusive. */
  from: string | undefined;
  to: string | undefined;
  change(days: { from: string | undefined; to: string | undefined }): void;
};

/** Narrows a list to what happened on some days. */
export function FilterDates({ any, from, to, change, ...rest }: FilterDatesProps) {
  return (
    <DatePickerInput
      size="xs"
      type="range"
      clearable
      allowSingleDateInRange
      valueFormat="D MMM YYYY"
      placeholder={any}
      clearButtonProps={{ 'aria-label': any }}
      value={[from ?? null, to ?? null]}
      onChange={([first, last]) => change({ from: first ?? undefined, to: last ?? undefined })}
      {...rest}
    />
  );
}
