package org.mapi.core.engine.config;

import org.mapi.capture.TraceFormat;

/**
 * A [format] section: which driver reads offline devices of a format. The original's driver files mean the driver of traces,
 * which reads all formats; another name is that of a driver.
 *
 * @param format      the format
 * @param driver      the driver's name
 * @param description for people, possibly empty
 */
public record FormatSettings(TraceFormat format, String driver, String description) { }
