/** The client API: create flows on devices, apply functions, connect, read results. */
@Export
@Version("0.1.0")
package org.mapi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
