/** A monitoring API that says what a test tells it to. */
package org.mapi.console.fake;
