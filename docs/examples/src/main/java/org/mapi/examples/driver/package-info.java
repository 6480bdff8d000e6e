/** A capture driver: makes packets at a fixed rate. */
package org.mapi.examples.driver;
