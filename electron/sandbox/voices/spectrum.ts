/** Power spectra of short windows by a radix-2 Fourier transform. Source: Cooley & Tukey 1965; two real windows ride in one complex transform. */

export const WINDOW = 512;
const HALF = WINDOW / 2;
const BITS = Math.log2(WINDOW);

const HANN = Float64Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / WINDOW));
const COS = Float64Array.from({ length: HALF }, (_, i) => Math.cos((2 * Math.PI * i) / WINDOW));
const SIN = Float64Array.from({ length: HALF }, (_, i) => -Math.sin((2 * Math.PI * i) / WINDOW));
const REVERSED = Uint16Array.from({ length: WINDOW }, (_, i) => {
  let out = 0;
  for (let bit = 0; bit < BITS; bit++) if (i & (1 << bit)) out |= 1 << (BITS - 1 - bit);
  return out;
});

const re = new Float64Array(WINDOW);
const im = new Float64Array(WINDOW);

/**
 * Power spectra of the windows that start at `atA` and `atB`; what lies outside of the samples counts as silence.
 * `powerA` and `powerB` are filled with one value a bin, 0 … WINDOW / 2 − 1.
 */
export function powerSpectra(samples: Float32Array, atA: number, atB: number, powerA: Float64Array, powerB: Float64Array): void {
  for (let i = 0; i < WINDOW; i++) {
    const to = REVERSED[i]!;
    const window = HANN[i]!;
    re[to] = (samples[atA + i] ?? 0) * window;
    im[to] = (samples[atB + i] ?? 0) * window;
  }
  transform();
  for (let k = 1; k < HALF; k++) {
    const a = re[k]!;
    const b = im[k]!;
    const c = re[WINDOW - k]!;
    const d = im[WINDOW - k]!;
    powerA[k] = ((a + c) ** 2 + (b - d) ** 2) / 4;
    powerB[k] = ((b + d) ** 2 + (c - a) ** 2) / 4;
  }
  powerA[0] = re[0]! ** 2;
  powerB[0] = im[0]! ** 2;
}

function transform(): void {
  for (let size = 2; size <= WINDOW; size <<= 1) {
    const half = size >> 1;
    const step = WINDOW / size;
    for (let base = 0; base < WINDOW; base += size) {
      for (let k = 0; k < half; k++) {
        const low = base + k;
        const high = low + half;
        const cos = COS[k * step]!;
        const sin = SIN[k * step]!;
        const x = re[high]! * cos - im[high]! * sin;
        const y = re[high]! * sin + im[high]! * cos;
        re[high] = re[low]! - x;
        im[high] = im[low]! - y;
        re[low] = re[low]! + x;
        im[low] = im[low]! + y;
      }
    }
  }
}
