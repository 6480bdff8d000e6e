/**
 * Prepares the class path of the command line for the JVM's archive of classes, which makes commands start faster.
 */
package org.mapi.run.launcher.archive;
