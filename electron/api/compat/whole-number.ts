import { z } from 'zod';

/** A whole number of a query; left out, or left empty as a form does, it is the default. */
export const wholeNumber = (fallback: number, { min, max }: { min: number; max: number }) =>
  z.preprocess((value) => (value === '' ? undefined : value), z.coerce.number().int().min(min).max(max).default(fallback));
