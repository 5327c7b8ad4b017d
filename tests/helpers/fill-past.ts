/** A process of its own, because it needs the sources: writes a call centre's past into a data folder. `fill-past.ts DIR CALLS UTTERANCES` */
import { fillStore } from '../../bench/store/dataset.ts';

const [dir = '', calls, utterances] = process.argv.slice(2);
await fillStore(dir, { calls: Number(calls), utterances: Number(utterances) });
