/**
 * The standard function library, {@code stdflib}: counters, filters, statistics, packet buffers and files.
 *
 * <p>Each function is two classes: the function itself, with its definition, and its instance.
 */
package org.mapi.stdflib.std;
