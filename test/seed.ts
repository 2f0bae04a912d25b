/** Random tests repeat themselves: one seed for everybody, so that a red run is red again; SEED=… or SEED=random tries another. */
import fc from 'fast-check';

const { SEED } = process.env;
const seed = SEED === 'random' ? Date.now() % 2 ** 31 : Number(SEED ?? 20_260_303);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
