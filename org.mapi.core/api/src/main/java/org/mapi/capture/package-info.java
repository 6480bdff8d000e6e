/**
 * What a capture driver implements and what is shared with it: devices, batches of packets, packet sinks, statistics, capture
 * filters and trace-file writers.
 *
 * <p>A driver author implements {@link org.mapi.capture.CaptureDriver} and {@link org.mapi.capture.CaptureDevice} and registers
 * the driver as an OSGi service (whiteboard). Drivers know nothing about flows and functions.
 */
@Export
@Version("0.1.0")
package org.mapi.capture;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
