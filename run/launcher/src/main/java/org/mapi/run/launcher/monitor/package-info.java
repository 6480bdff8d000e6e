/**
 * {@code mapi monitor}: runs one flow in this process, without the framework, and prints its results. The same engine, drivers
 * and libraries as in the appliance, wired by hand.
 */
package org.mapi.run.launcher.monitor;
