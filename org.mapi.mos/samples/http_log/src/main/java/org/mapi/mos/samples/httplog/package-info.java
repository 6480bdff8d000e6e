/** Sample: HTTP requests and responses, read from both directions of every connection, as JSON lines. */
package org.mapi.mos.samples.httplog;
