package org.mapi.core.engine.agent;

import org.mapi.MapiException;

/** Turns what foreign code throws into text, so that no class of it is kept. */
public final class FaultText {
    private static final int LONGEST = 400;
    private static final String MEMORY_FAULT = "a fault occurred in";

    private FaultText() { }

    /** What it was and where, in one line. */
    public static String of(Throwable fault) {
        String text;
        try {
            text = fault instanceof MapiException known ? known.line() : fault.getClass().getName()
                + (fault.getMessage() == null ? "" : ": " + fault.getMessage());
            final StackTraceElement[] trace = fault.getStackTrace();
            if (trace.length > 0 && !(fault instanceof MapiException)) {
                text += " at " + trace[0].getClassName() + "." + trace[0].getMethodName() + ":" + trace[0].getLineNumber();
            }
        } catch (Throwable e) {
            text = "a throwable whose text cannot be had: " + fault.getClass().getName();
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text.replace('\n', ' ');
    }

    /** Whether memory that was mapped is gone: the fault of a driver or a file, never of a function. */
    static boolean isMemoryFault(Throwable fault) {
        // The virtual machine throws this very class; a subclass is somebody's own and may do anything.
        return fault.getClass() == InternalError.class && fault.getMessage() != null
            && fault.getMessage().startsWith(MEMORY_FAULT);
    }
}
