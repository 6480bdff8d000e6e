package org.mapi.run.itest.bundles;

/** Is loaded late, when it may be gone. */
public final class LateClass {
    private LateClass() { }

    /** Says whether to go on. */
    public static boolean pass(long value) {
        return value > 0;
    }
}
