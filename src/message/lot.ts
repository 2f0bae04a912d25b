/** A lasting lot: which of several subjects a lead gets in an A/B test. */

/** The same lead always draws the same of `count` for one touch; over many leads every choice comes up equally often. */
export function drawLot(count: number, seed: number, touch: string): number {
  let hash = mix(seed | 0);
  for (let i = 0; i < touch.length; i++) hash = mix(hash ^ touch.charCodeAt(i));
  return Math.floor((hash / 2 ** 32) * count);
}

/** MurmurHash3's finalizer: each input bit turns about half of the output bits, so that leads 1, 2, 3 … spread evenly. */
function mix(value: number): number {
  let hash = Math.imul((value ^ (value >>> 16)) + 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
