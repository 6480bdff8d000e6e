/**
 * IP fragments put together to whole datagrams, for IPv4 and IPv6, with bounded memory: see
 * {@link org.mapi.core.tracking.fragment.Defragmenter}.
 */
@Export
@Version("0.1.0")
package org.mapi.core.tracking.fragment;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
