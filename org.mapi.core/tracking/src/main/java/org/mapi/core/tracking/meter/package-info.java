/**
 * Accounting of flows, for functions that report or export them: packets, bytes, times and flags per flow and direction, and the
 * moments at which a flow is reported; see {@link org.mapi.core.tracking.meter.FlowMeter}.
 */
@Export
@Version("0.1.0")
package org.mapi.core.tracking.meter;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
