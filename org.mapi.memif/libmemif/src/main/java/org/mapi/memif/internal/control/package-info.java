/**
 * The control channel as two pure state machines, {@link org.mapi.memif.internal.control.MasterHandshake} and
 * {@link org.mapi.memif.internal.control.SlaveHandshake}: messages in, messages out, no socket and no clock. What the messages
 * are about (memory, rings, interfaces) stands behind {@link org.mapi.memif.internal.control.MasterSide} and
 * {@link org.mapi.memif.internal.control.SlaveSide}.
 */
package org.mapi.memif.internal.control;
