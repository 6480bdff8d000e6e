package org.mapi.mos.stack.component;

import org.mapi.capture.CaptureDriver;

/**
 * A driver for as long as a device of it is open.
 *
 * @param driver   opens the device
 * @param owner    what it was taken of, to be recognised by
 * @param giveBack called once, after the device was closed
 */
record LentDriver(CaptureDriver driver, Object owner, Runnable giveBack) { }
