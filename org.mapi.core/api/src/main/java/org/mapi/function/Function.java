package org.mapi.function;

import org.osgi.annotation.versioning.ConsumerType;

/** A function of a library: makes instances. A service; one object for all flows, called from any thread. */
@ConsumerType
public interface Function {
    /**
     * Makes an instance for one use of the function in a flow (the tutorial's {@code instance}). Checks the arguments and may
     * choose among several implementations of {@code process}; takes no resources yet, that is what
     * {@link FunctionInstance#init} is for.
     *
     * @param arguments   the arguments, complete and of the declared types
     * @param application what the instance may know of the device, the flow and the platform; usable for its whole life
     * @return a new instance, not null
     * @throws org.mapi.MapiException with the number of the wrong argument, see
     *     {@link org.mapi.MapiException#argument(int, String, Object, String)}
     */
    FunctionInstance instantiate(Arguments arguments, Application application);
}
