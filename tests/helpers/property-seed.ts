/** Property tests draw the same examples on every run, so that a change alone can turn one red. `PROPERTY_SEED=random` draws others, which a failure names. */
import fc from 'fast-check';

const wanted = process.env['PROPERTY_SEED'] ?? '20260101';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });
