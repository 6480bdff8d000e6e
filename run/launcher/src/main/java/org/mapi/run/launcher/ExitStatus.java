package org.mapi.run.launcher;

/** Exit codes of the command line, one meaning each; {@link Mapi} lists them in its help. */
public final class ExitStatus {

    /** Everything was done. */
    public static final int OK = 0;
    /** The command could not be done; standard error says why in one line. */
    public static final int FAILED = 1;
    /** The command line itself is wrong: unknown option, missing argument. */
    public static final int USAGE = 2;
    /** No appliance runs in this run directory. */
    public static final int NOT_RUNNING = 3;
    /** There is an appliance but it does not answer in time. */
    public static final int NOT_ANSWERING = 4;
    /** A fault of the program itself. */
    public static final int FAULT = 70;

    private ExitStatus() {
    }
}
