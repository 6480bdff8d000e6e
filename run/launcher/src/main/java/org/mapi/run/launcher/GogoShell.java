package org.mapi.run.launcher;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * One session of the Gogo shell. The shell's interfaces belong to a bundle, so they are called by reflection: the launcher's
 * class path holds nothing of what runs inside the framework.
 */
final class GogoShell implements AutoCloseable {

    private static final String PROCESSOR = "org.apache.felix.service.command.CommandProcessor";
    private static final String SESSION = "org.apache.felix.service.command.CommandSession";
    /** {@code Converter.INSPECT}: the long form, in which a shell shows a command's result. */
    private static final int INSPECT = 0;
    private static final Pattern REFUSED = Pattern.compile("Cannot coerce ([^( ]+)\\(");

    private final Class<?> type;
    private final Object session;

    private GogoShell(Class<?> type, Object session) {
        this.type = type;
        this.session = session;
    }

    /**
     * Opens a session.
     *
     * @param context the system bundle's context
     * @param out standard output of all commands
     * @param err standard error of all commands
     * @return the session
     * @throws UserError if the shell is not there
     */
    static GogoShell open(BundleContext context, OutputStream out, OutputStream err) {
        try {
            ServiceReference<?>[] references = context.getAllServiceReferences(PROCESSOR, null);
            Object processor = references == null ? null : context.getService(references[0]);
            if (processor == null) {
                throw new UserError("the Gogo shell is not running in the appliance: no service " + PROCESSOR);
            }
            ClassLoader loader = processor.getClass().getClassLoader();
            Method create = loader.loadClass(PROCESSOR)
                    .getMethod("createSession", InputStream.class, OutputStream.class, OutputStream.class);
            Object session = create.invoke(processor, InputStream.nullInputStream(), out, err);
            return new GogoShell(loader.loadClass(SESSION), session);
        } catch (ReflectiveOperationException | InvalidSyntaxException e) {
            throw new UserError("the Gogo shell of the appliance is of an unexpected version: " + e);
        }
    }

    /**
     * Runs one line and returns its result as a shell shows it.
     *
     * @param line the command line
     * @return the result's text, empty if there is none
     * @throws UserError if a command does not take the arguments that it is given
     * @throws Exception what the command threw
     */
    String execute(String line) throws Exception {
        Object result;
        try {
            result = call(type.getMethod("execute", CharSequence.class), line);
        } catch (IllegalArgumentException e) {
            throw refused(e);
        }
        return result == null ? "" : String.valueOf(call(type.getMethod("format", Object.class, int.class), result, INSPECT));
    }

    /** The shell speaks of the Java method that it found for a command; people want to know how the command is written. */
    static RuntimeException refused(IllegalArgumentException failure) {
        Matcher refused = REFUSED.matcher(String.valueOf(failure.getMessage()));
        return !refused.lookingAt() ? failure : new UserError("wrong or missing arguments of " + refused.group(1) + " ('help "
                + refused.group(1) + "' tells how it is written)");
    }

    private Object call(Method method, Object... arguments) throws Exception {
        try {
            return method.invoke(session, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            type.getMethod("close").invoke(session);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Gogo session cannot be closed: " + e, e);
        }
    }
}
