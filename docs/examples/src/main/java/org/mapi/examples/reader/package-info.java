/** A client of the API, as plain Java and as a component. */
package org.mapi.examples.reader;
