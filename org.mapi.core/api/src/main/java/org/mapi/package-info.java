/**
 * The client API: create flows on devices, apply functions, connect, read results.
 *
 * <pre>{@code
 * try (Flow flow = mapi.createFlow("eth0")) {
 *     flow.apply("BPF_FILTER", "tcp and dst port 80");
 *     Applied<Long> packets = flow.apply("PKT_COUNTER", Long.class);
 *     flow.connect();
 *     Thread.sleep(1_000);
 *     System.out.println(packets.read().value());
 * }
 * }</pre>
 *
 * <p>Everything may be called from any thread. Errors are {@link org.mapi.MapiException}s with the original's name and number.
 */
@Export
@Version("0.1.0")
package org.mapi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
