/**
 * memif interfaces as capture devices, packet sinks and the function TO_MEMIF. One {@link org.mapi.memif.driver.MemifInterfaces}
 * holds the open interfaces, so that a device and any number of sinks can use the same one. Nothing of this is exported.
 */
package org.mapi.memif.driver;
