/**
 * {@code mapi memif}: tools for people who bring up a memif peer. They use the library directly, without appliance and framework.
 */
package org.mapi.run.launcher.memif;
