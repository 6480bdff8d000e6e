/**
 * The layouts of the trace-file formats: offsets, lengths and numbers, nothing else.
 *
 * <p>One class per format with a picture of each record; readers ({@link org.mapi.core.trace.read}) and writers
 * ({@link org.mapi.core.trace.write}) import them.
 */
package org.mapi.core.trace.format;
