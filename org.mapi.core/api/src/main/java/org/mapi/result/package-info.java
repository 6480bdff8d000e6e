/**
 * Results of functions: records with a declared memory layout, readable by other processes, with a JSON view and a merge rule
 * per field; blocks that instances publish into; queues for results that come one by one.
 */
@Export
@Version("0.1.0")
package org.mapi.result;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
