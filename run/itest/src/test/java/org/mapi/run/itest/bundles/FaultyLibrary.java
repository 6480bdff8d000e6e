package org.mapi.run.itest.bundles;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.concurrent.locks.LockSupport;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * A library of functions that go wrong; goes into a bundle of its own. THROW throws at its hundredth packet, LINK loads another
 * class there, HANG does not return from there until the system property of that name goes away.
 */
public final class FaultyLibrary implements BundleActivator {
    /** System property: while it is there, HANG does not return. A framework property of that name sets it. */
    public static final String HANG = "mapi.test.hang";
    private static final int HUNDREDTH = 100;

    @Override
    public void start(BundleContext context) {
        if (context.getProperty(HANG) != null) {
            System.setProperty(HANG, "true");
        }
        register(context, "THROW", (arguments, application) -> new Throwing());
        register(context, "LINK", (arguments, application) -> new Linking());
        register(context, "HANG", (arguments, application) -> new Hanging());
        register(context, "REFUSE", (arguments, application) -> refuse(arguments));
    }

    private static ScalarInstance refuse(Arguments arguments) {
        throw new UnsupportedOperationException("refused with " + arguments.values().size() + " arguments");
    }

    private static void register(BundleContext context, String name, Function function) {
        final Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("mapi.library", "faultlib");
        properties.put("mapi.function", name);
        properties.put("mapi.counter", true);
        context.registerService(Function.class, function, properties);
    }

    @Override
    public void stop(BundleContext context) {
        // the framework unregisters the functions
    }

    private static final class Throwing extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value++;
            if (value == HUNDREDTH) {
                throw new IllegalStateException("packet " + value + " is one too many");
            }
            return true;
        }
    }

    private static final class Linking extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value++;
            return value != HUNDREDTH || LateClass.pass(value);
        }
    }

    private static final class Hanging extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value++;
            while (value == HUNDREDTH && System.getProperty(HANG) != null) {
                LockSupport.parkNanos(1_000_000);
            }
            return true;
        }
    }
}
