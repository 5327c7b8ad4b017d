/** Records in true time until it is killed; after four seconds it says where it is. */
import { Timeline } from '../bridge/timeline.ts';
import { Recorder } from '../recorder/recorder.ts';

const timeline = new Timeline();
const recorder = new Recorder(process.argv[2] ?? '', timeline, (error) => process.send?.(error.message));
const startedAt = performance.now();
let ms = 0;
let told = false;
setInterval(() => {
  for (; ms < performance.now() - startedAt; ms += 20) {
    timeline.write(0, ms * 8, Buffer.alloc(160, 0x10));
    recorder.beat(ms);
  }
  if (ms < 4000 || told) return;
  told = true;
  process.send?.(ms);
}, 20);
