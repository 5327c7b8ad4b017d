import classes from './shell.module.css';

/** The sign of the program: one trunk, three lines. */
export function Mark() {
  return (
    <svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.4"
      strokeLinecap="round"
      aria-hidden
      className={classes.brandMark}
    >
      <path d="M3 12h7M10 12c4 0 3-7 11-7M10 12h11M10 12c4 0 3 7 11 7" />
    </svg>
  );
}
