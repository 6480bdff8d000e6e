package org.mapi.core.engine.config;

import org.mapi.capture.TraceFormat;

/**
 * A [format] section: which driver reads a format. Kept and shown; offline devices are always read by the driver of traces.
 *
 * @param format      the format
 * @param driver      the driver's name
 * @param description for people, possibly empty
 */
public record FormatSettings(TraceFormat format, String driver, String description) { }
