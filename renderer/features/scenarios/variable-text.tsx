import { Input } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { splitVariables } from './scenario-draft.ts';
import classes from './variable-text.module.css';

type VariableTextProps = {
  label: string;
  description?: ReactNode;
  value: string;
  onChange: (text: string) => void;
  declared: ReadonlySet<string>;
  maxLength: number;
  minRows: number;
  error?: string | undefined;
  readOnly: boolean;
};

/** A text that grows with what is written; its `{{variables}}` stand out, and those that nobody declared are underlined. */
export function VariableText({ label, description, value, onChange, declared, maxLength, minRows, error, readOnly }: VariableTextProps) {
  const id = useId();
  return (
    <Input.Wrapper label={label} description={description} error={error} labelProps={{ htmlFor: id }} errorProps={{ id: `${id}-error` }}>
      <div className={classes.field} data-error={error ? true : undefined} data-fixed={readOnly || undefined}>
        {/* Lies under the text and gives the field its height. */}
        <div className={classes.mirror} aria-hidden style={{ minHeight: `calc(${minRows} * 1.5em + 18px)` }}>
          {splitVariables(value).map(({ text, variable }, index) =>
            variable === undefined ? (
              text
            ) : (
              <mark key={`${index}${text}`} data-undeclared={!declared.has(variable) || undefined}>
                {text}
              </mark>
            ),
          )}
          {'\n'}
        </div>
        <textarea
          id={id}
          className={classes.area}
          value={value}
          maxLength={maxLength}
          readOnly={readOnly}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          spellCheck
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
    </Input.Wrapper>
  );
}
