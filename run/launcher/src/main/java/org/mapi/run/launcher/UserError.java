package org.mapi.run.launcher;

/** Something the user can put right. Its message is one sentence for standard error; no stack trace is ever shown for it. */
public final class UserError extends RuntimeException {

    private final int status;

    /**
     * A failure with status {@link ExitStatus#FAILED}.
     *
     * @param message what is wrong, with the value met and what was expected
     */
    public UserError(String message) {
        this(ExitStatus.FAILED, message);
    }

    /**
     * A failure.
     *
     * @param status the process's exit code, one of {@link ExitStatus}
     * @param message what is wrong, with the value met and what was expected
     */
    public UserError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** Returns the exit code that the process shall end with. */
    public int status() {
        return status;
    }
}
