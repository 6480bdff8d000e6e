/** Which devices there are: configured by name, created on demand from {@code driver:address}, and offline devices. */
package org.mapi.core.engine.device;
