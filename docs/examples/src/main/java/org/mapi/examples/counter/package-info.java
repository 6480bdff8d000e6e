/** A function that counts and publishes a record: packets and bytes by IP version. */
package org.mapi.examples.counter;
