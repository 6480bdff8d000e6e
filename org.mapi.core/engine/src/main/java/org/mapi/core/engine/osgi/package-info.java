/**
 * The engine as OSGi components: the only package of this bundle that knows OSGi.
 *
 * <p>{@link org.mapi.core.engine.osgi.EngineComponent} owns the engine.
 * {@link org.mapi.core.engine.osgi.FunctionRegistry} and {@link org.mapi.core.engine.osgi.DriverRegistry} turn services that
 * come and go into catalogues and make a bundle that is being stopped wait until nothing of it is in use;
 * {@link org.mapi.core.engine.osgi.MapiService} is the client API, one object per bundle.
 * {@link org.mapi.core.engine.osgi.ConfigurationFile} watches mapi.conf;
 * {@link org.mapi.core.engine.osgi.ConfiguredDevices}, {@link org.mapi.core.engine.osgi.ConfiguredFlows} and
 * {@link org.mapi.core.engine.osgi.LibraryFolders} bring what it says together with Configuration Admin, which wins per key.
 */
package org.mapi.core.engine.osgi;
