/**
 * The {@code mapi} command line. One class per sub-command; {@link org.mapi.run.launcher.Mapi} lists them. The process that
 * {@code mapi start} leaves running hosts the framework and answers the other commands on a unix-domain socket.
 */
package org.mapi.run.launcher;
