/** EXPIRED_FLOWS: reports of flows that have ended. */
package org.mapi.stdflib.extra.expired;
