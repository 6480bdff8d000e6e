/**
 * Who provides functions and capture drivers, as immutable snapshots: which definition serves a name on a device, in which order
 * libraries are searched, what was rejected and why.
 *
 * <p>Plain Java. {@link org.mapi.core.engine.registry.FunctionProvider} is one function service wherever it comes from: an OSGi
 * service, an object of a test, a component in a jar that is used without the framework
 * ({@link org.mapi.core.engine.registry.ComponentJar}). {@link org.mapi.core.engine.registry.FunctionCatalogue} and
 * {@link org.mapi.core.engine.registry.DriverCatalogue} are the snapshots; a change makes a new one with a higher generation.
 */
package org.mapi.core.engine.registry;
