/**
 * What the appliance itself adds inside the framework: the login of the web console against the run directory's password
 * file, and the bridges that bring everybody's log records into one log. Nothing is exported; the command line uses the
 * password file and its hash as plain Java.
 */
package org.mapi.run.host;
