/** Doubles for tests of whole engines: a device in memory, its driver, a small function library. */
package org.mapi.core.engine.support;
