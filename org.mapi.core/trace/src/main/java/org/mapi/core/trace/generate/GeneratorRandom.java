package org.mapi.core.trace.generate;

/** The generator's source of chance: SplitMix64, written out so that it is the same for ever. */
final class GeneratorRandom {
    private static final long STEP = 0x9e3779b97f4a7c15L;
    private static final long FIRST_MIX = 0xbf58476d1ce4e5b9L;
    private static final long SECOND_MIX = 0x94d049bb133111ebL;

    private long state;

    GeneratorRandom(long seed) {
        state = seed;
    }

    /** Any 64 bits. */
    long nextLong() {
        state += STEP;
        long mixed = (state ^ state >>> 30) * FIRST_MIX;
        mixed = (mixed ^ mixed >>> 27) * SECOND_MIX;
        return mixed ^ mixed >>> 31;
    }

    /** 0 to bound - 1, evenly. */
    int below(int bound) {
        return (int) ((nextLong() >>> 32) * bound >>> 32);
    }

    /** First to last, evenly, both included. */
    int between(int first, int last) {
        return first + below(last - first + 1);
    }

    /** First to last, mostly near the first: the cube of an even distribution. */
    long skewed(long first, long last) {
        long even = nextLong() >>> 43;
        long cube = (even * even >>> 21) * even >>> 21;
        return first + ((last - first) * cube >>> 21);
    }

    /** True in so many cases of a thousand. */
    boolean perMille(int cases) {
        return below(1000) < cases;
    }
}
