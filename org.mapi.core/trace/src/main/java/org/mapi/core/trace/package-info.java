/**
 * Trace files as capture devices: the driver {@code trace}, the service that makes trace writers, and replay through a sink.
 *
 * <p>Nothing is exported: inside the framework everything is reached through the services {@link
 * org.mapi.capture.CaptureDriver} and {@link org.mapi.capture.TraceWriters}; the command line and the benchmarks, which run
 * without a framework, use the classes directly.
 */
package org.mapi.core.trace;
