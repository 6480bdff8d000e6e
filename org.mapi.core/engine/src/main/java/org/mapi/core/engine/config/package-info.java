/**
 * The file {@code mapi.conf}: settings, devices, formats and flows, as the original's daemon read it and a little more.
 *
 * <p>Lines are {@code key=value}; sections {@code [driver]}, {@code [format]}, {@code [flow]} and {@code [mos]} are repeated, one
 * for each entry; a line that starts with '#' or ';' is a comment. {@link org.mapi.core.engine.config.MapiConf} holds what was
 * understood and every problem with file, line, value and what was expected; it is plain data, so that {@code check-config} uses
 * the same code as the appliance.
 */
package org.mapi.core.engine.config;
