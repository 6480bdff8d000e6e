/** Written by its room's author. */
package org.mapi.core.trace;
