/**
 * The names and numbers of the original's C interface (mos_api.h), for people who port programs: {@link org.mapi.mos.c.Mtcp}
 * has a method for every function of the monitoring half, {@link org.mapi.mos.c.MosApi} every constant. New programs use
 * {@link org.mapi.mos} itself.
 *
 * <p>Functions return what the C functions return and set an errno, one per context ({@link org.mapi.mos.c.Mtcp#errno}); they
 * never throw for what a program may get wrong, and never end the process. Which C name is what in Java, and which side was
 * taken where the original's man pages and its code disagree, stands in {@code docs/mos-c-names.md}.
 */
@Export
@Version("0.1.0")
package org.mapi.mos.c;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
