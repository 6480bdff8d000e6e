/** A function that stops packets, with an argument: requests for TCP connections. */
package org.mapi.examples.filter;
